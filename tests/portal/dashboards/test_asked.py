"""What people ask for most: by topic and desk, how long answers take, and nothing about fewer than five."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from notices.domain.notice.days import add_working_days
from notices.models import Holiday, Reply
from notices.queries import asked
from notices.queries.working_days import working_days_between
from portal.accounts.enums import ApiScope, RoleCode
from portal.dashboards.rules import RULES
from tests.factories.rates import DISTRICT
from tests.factories.replies import desk_of, said
from tests.notices.api import system

pytestmark = pytest.mark.django_db

DAY = date(2026, 9, 30)
FILE = "/dashboard/asked.csv"
API = "/api/v1/dashboards/asked/"


def at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10)))


def came(number: int, topic: str, *, on: date = DAY - timedelta(days=20), answered_after: int | None = None):
    for _one in range(number):
        reply = said(topic=topic, at=at(on))
        if answered_after is not None:
            ended = at(add_working_days(on, answered_after))
            Reply.objects.filter(pk=reply.pk).update(state="answered", ended_at=ended)


def text_of(response) -> str:
    return b"".join(response).decode("utf-8-sig")


def told(found) -> list[tuple[str, str, int]]:
    return [(line.topic, line.desk, line.replies) for line in found.lines]


@pytest.fixture
def desks(db):
    desk_of("culture", name="문화팀")
    desk_of("health", "library", name="건강팀")


def test_topics_and_desks_the_most_first(desks):
    came(12, "culture")
    came(7, "health")
    came(6, "library")
    found = asked.read(DAY, DISTRICT)
    assert found.total == 25
    assert told(found) == [("문화", "문화팀", 12), ("건강", "건강팀", 7), ("도서관", "건강팀", 6)]


def test_a_small_topic_stands_with_the_next_one_so_that_no_difference_tells_it(desks):
    came(12, "culture")
    came(9, "health")
    came(2, "library")
    found = asked.read(DAY, DISTRICT)
    assert told(found) == [("문화", "문화팀", 12), ("", "", 11)]
    assert found.lines[-1].is_rest and found.total == 23


def test_what_no_desk_or_topic_has_is_named_so(db):
    came(5, "culture")
    for _one in range(6):
        said(at=at(DAY))
    assert told(asked.read(DAY, DISTRICT)) == [("", "", 6), ("문화", "", 5)]
    assert not any(line.is_rest for line in asked.read(DAY, DISTRICT).lines)


def test_four_in_all_are_not_told_and_none_is(desks):
    assert asked.read(DAY, DISTRICT).total == 0
    came(4, "culture")
    found = asked.read(DAY, DISTRICT)
    assert (found.total, found.lines) == (None, [])


def test_only_the_days_up_to_the_day(desks):
    came(5, "culture", on=DAY - timedelta(days=asked.DAYS))
    came(6, "culture", on=DAY - timedelta(days=asked.DAYS - 1))
    came(7, "culture", on=DAY)
    came(8, "culture", on=DAY + timedelta(days=1))
    assert asked.read(DAY, DISTRICT).total == 13


def test_overdue_is_what_was_open_and_due_before_the_day(desks):
    due = add_working_days(DAY - timedelta(days=20), 7)
    came(6, "culture")
    came(2, "health", answered_after=1)
    assert asked.read(due, DISTRICT).overdue == 0
    assert asked.read(due + timedelta(days=1), DISTRICT).overdue == 6
    Reply.objects.filter(topic__code="culture").update(state="answered", ended_at=at(due + timedelta(days=2)))
    assert asked.read(due + timedelta(days=1), DISTRICT).overdue == 6
    assert asked.read(due + timedelta(days=3), DISTRICT).overdue == 0


def test_a_few_overdue_ones_are_not_counted_out(desks):
    came(4, "culture")
    assert asked.read(DAY, DISTRICT).overdue is None


def test_the_median_counts_working_days(desks):
    for after in (1, 2, 2, 9):
        came(1, "culture", answered_after=after)
    assert asked.read(DAY, DISTRICT).median_days is None
    came(1, "culture", answered_after=3)
    assert asked.read(DAY, DISTRICT).median_days == 2


def test_working_days_leave_out_weekends_and_holidays():
    Holiday.objects.get_or_create(day=date(2026, 9, 9), defaults={"name": "시험 휴일"})
    friday = date(2026, 9, 4)
    spans = [
        (friday, friday),
        (friday, date(2026, 9, 7)),
        (friday, date(2026, 9, 10)),
        (friday, date(2026, 9, 6)),
    ]
    assert working_days_between(spans) == [0, 1, 3, 0]
    assert working_days_between([]) == []


def test_the_dashboard_tells_it_to_who_reads_opinions_or_small_numbers(desks, programme, as_role):
    """To others the page of campaigns keeps back how few opinions one of them had."""
    came(6, "culture")
    told = {
        role: as_role(role).get(reverse("dashboard"), {"as_of": DAY.isoformat()}).content.decode()
        for role in (RoleCode.OFFICER, RoleCode.ADMINISTRATOR, RoleCode.PRIVACY_OFFICER, RoleCode.APPROVER)
    }
    assert ["문화팀" in html for html in told.values()] == [True, True, False, False]
    link = f'href="{reverse("office_replies")}"'
    assert [link in html for html in told.values()] == [True, False, False, False]


def test_page_file_and_address_tell_the_same_by_the_same_rules(desks, programme, as_role):
    came(12, "culture", answered_after=2)
    came(7, "health")
    came(2, "library")
    client, query = as_role(RoleCode.OFFICER), {"as_of": DAY.isoformat()}
    html = client.get(reverse("dashboard"), query).content.decode()
    text = text_of(client.get(FILE, query))
    answer = system(ApiScope.REPLIES_COUNTS).get(API, **query).json()
    told = [
        (row["label"], row["values"]["desk"], row["values"]["opinions"]) for row in answer["table"]["rows"]
    ]
    assert told == [("문화", "문화팀", 12), ("그 밖", None, 9)]
    assert (answer["since"], answer["as_of"]) == ("2026-07-03", "2026-09-30")
    figures = {figure["rule"]: figure["value"] for figure in answer["figures"]}
    assert figures == {"opinions_received": 21, "days_to_answer": 2.0, "opinions_overdue": 9}
    assert "문화,문화팀,12,57.1" in text and "그 밖,,9,42.9" in text and "합계,,21,100.0" in text
    for code in ("most_asked", *figures):
        assert str(RULES[code].text) in html
        assert code == "most_asked" or f"\n{RULES[code].title}," in text
    assert html.count(f'href="{FILE}?as_of=2026-09-30') == 1
    assert f"{FILE.removesuffix('csv')}xlsx?" in html


def test_few_are_kept_back_from_file_and_address_too(desks, programme, as_role):
    came(3, "culture", answered_after=1)
    answer = system(ApiScope.REPLIES_COUNTS).get(API, as_of=DAY.isoformat()).json()
    assert answer["table"]["rows"] == [] and answer["table"]["total"] is None
    assert [(figure["value"], figure["note"]) for figure in answer["figures"]] == [
        (None, "가림"),
        (None, "답변한 의견이 다섯 건이 안 됨"),
        (0, ""),
    ]
    assert "문화" not in text_of(as_role(RoleCode.OFFICER).get(FILE, {"as_of": DAY.isoformat()}))


def test_file_and_address_are_for_who_reads_opinions_or_small_numbers(desks, programme, as_role):
    statuses = {role: as_role(role).get(FILE).status_code for role in (RoleCode.OFFICER, RoleCode.APPROVER)}
    assert statuses == {RoleCode.OFFICER: 200, RoleCode.APPROVER: 403}
    assert system(ApiScope.DASHBOARDS_READ).get(API).status_code == 403
    assert system(ApiScope.REPLIES_COUNTS).get(API, as_of="2999-01-01").status_code == 400
    assert as_role(RoleCode.OFFICER).get(FILE, {"as_of": "2999-01-01"}).status_code == 404
