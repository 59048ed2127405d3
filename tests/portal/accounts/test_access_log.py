"""The privacy officer's monthly review of who looked at whose data."""

from io import BytesIO

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from portal.accounts.enums import RoleCode
from portal.common.models import AccessLog
from tests.factories.accounts import staff
from tests.factories.resident_numbers import RESIDENT_NUMBER

pytestmark = pytest.mark.django_db

DAY = "2026-03-10T05:00:00Z"  # 14:00 in Seoul
NIGHT = "2026-03-10T14:30:00Z"  # 23:30 in Seoul


def entry(user, at=DAY, action="view", count=1, page="desk_households", reason=""):
    with time_machine.travel(at, tick=False):
        return AccessLog.objects.create(
            user=user,
            origin="203.0.113.7",
            action=action,
            page=page,
            subject_type="household",
            subject_ids=list(range(4001, 4001 + count)),
            subject_count=count,
            reason=reason,
        )


@pytest.fixture
def clerk():
    return staff(RoleCode.DONG_STAFF, "1120000000/1120052000", name="가상직원")


@pytest.fixture
def officer_client(client):
    client.force_login(staff(RoleCode.PRIVACY_OFFICER))
    return client


@pytest.mark.parametrize("role", [role for role in RoleCode if role != RoleCode.PRIVACY_OFFICER])
def test_others_are_refused(client, role):
    client.force_login(staff(role))
    assert client.get(reverse("audit")).status_code == 403
    assert client.post(reverse("audit_export")).status_code == 403


def test_unusual_comes_first(officer_client, clerk):
    plain = entry(clerk, at="2026-03-20T05:00:00Z")
    night = entry(clerk, at=NIGHT)
    large = entry(clerk, action="export", count=100, reason="통장 회의 자료")
    both = entry(clerk, at="2026-03-01T20:00:00Z", action="export", count=150, reason="점검")
    small = entry(clerk, at="2026-03-15T05:00:00Z", action="export", count=99)
    page = officer_client.get(reverse("audit"), {"month": "2026-03"}).context["page"]
    assert [row.pk for row in page] == [both.pk, night.pk, large.pk, plain.pk, small.pk]
    assert [row.unusual for row in page] == [2, 1, 1, 0, 0]


def test_page_tells_numbers_and_reasons(officer_client, clerk):
    entry(clerk, action="export", count=120, reason="통장 회의 자료")
    text = officer_client.get(reverse("audit"), {"month": "2026-03"}).content.decode()
    assert "눈여겨볼 기록이 1건 있습니다" in text
    assert "대량 내려받기" in text
    assert "통장 회의 자료" in text
    assert "203.0.113.7" in text
    assert "가상직원" in text


def test_month_is_the_local_one(officer_client, clerk):
    """23:30 on the last day of February in Seoul is not March, though 00:30 on the first of March is."""
    february = entry(clerk, at="2026-02-28T14:30:00Z")
    march = entry(clerk, at="2026-02-28T15:30:00Z")
    rows = {
        month: [row.pk for row in officer_client.get(reverse("audit"), {"month": month}).context["page"]]
        for month in ("2026-02", "2026-03")
    }
    assert rows == {"2026-02": [february.pk], "2026-03": [march.pk]}


def test_filters_narrow_and_stay(officer_client, clerk):
    other = staff(RoleCode.OFFICER)
    wanted = entry(clerk, action="search", page="desk_households")
    entry(clerk, action="view", page="desk_households")
    entry(clerk, action="search", page="office")
    entry(other, action="search", page="desk_households")
    chosen = {"month": "2026-03", "user": clerk.pk, "action": "search", "screen": "desk_households"}
    response = officer_client.get(reverse("audit"), chosen)
    assert [row.pk for row in response.context["page"]] == [wanted.pk]
    text = response.content.decode()
    assert f'<option value="{clerk.pk}" selected>' in text
    assert '<option value="search" selected>' in text
    assert 'value="2026-03"' in text


def test_empty_month_says_what_to_do(officer_client):
    text = officer_client.get(reverse("audit"), {"month": "2020-01"}).content.decode()
    assert "조건에 맞는 접속기록이 없습니다" in text


def test_wrong_month_is_named(officer_client):
    text = officer_client.get(reverse("audit"), {"month": "2026-13"}).content.decode()
    assert "달이 올바르지 않습니다" in text


def test_pages_of_fifty(officer_client, clerk):
    for _number in range(51):
        entry(clerk)
    first = officer_client.get(reverse("audit"), {"month": "2026-03"})
    second = officer_client.get(reverse("audit"), {"month": "2026-03", "page": 2})
    assert (len(first.context["page"]), len(second.context["page"])) == (50, 1)
    assert "month=2026-03&amp;page=2" in first.content.decode()


def test_list_costs_the_same_for_one_and_many(officer_client, clerk):
    officer_client.get(reverse("audit"))
    costs = []
    for more in (1, 30):
        for _number in range(more):
            entry(clerk)
        with CaptureQueriesContext(connection) as queries:
            officer_client.get(reverse("audit"), {"month": "2026-03"})
        costs.append(len(queries))
    assert costs[0] == costs[1]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_export_gives_what_was_filtered_and_is_logged(officer_client, clerk, kind):
    wanted = entry(clerk, action="export", count=100, reason="=1+1")
    entry(clerk, action="view")
    data = {"filters": "month=2026-03&action=export", "reason": "3월 정기 점검", "format": kind}
    response = officer_client.post(reverse("audit_export"), data)
    assert response.status_code == 200
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if kind == "csv":
        lines = body.decode("utf-8-sig").splitlines()
        assert len(lines) == 2
        assert "가상직원" in lines[1]
        assert "'=1+1" in lines[1]
    else:
        rows = list(load_workbook(BytesIO(body)).active.values)
        assert len(rows) == 2
        assert rows[1][1] == "가상직원"
        assert rows[1][6] == 100
    logged = AccessLog.objects.get(page="audit_export")
    assert (logged.action, logged.reason, logged.subject_ids) == ("export", "3월 정기 점검", [wanted.pk])


def test_export_without_a_reason_is_refused(officer_client, clerk):
    entry(clerk)
    response = officer_client.post(
        reverse("audit_export"), {"filters": "month=2026-03", "reason": " ", "format": "csv"}
    )
    assert response.status_code == 422
    assert "까닭을 입력하지 않았습니다" in response.content.decode()
    assert not AccessLog.objects.filter(page="audit_export").exists()


def test_a_resident_number_in_the_reason_of_an_export_is_refused_and_kept_nowhere(officer_client, clerk):
    entry(clerk)
    asked = {"reason": f"{RESIDENT_NUMBER} 확인", "format": "csv", "filters": "month=2026-03"}
    response = officer_client.post(reverse("audit_export"), asked)
    assert response.status_code == 422
    assert "주민등록번호로 보이는" in response.content.decode()
    assert not AccessLog.objects.filter(action="export").exists()
