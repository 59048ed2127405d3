"""Other systems look applications up and follow what changes."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from enrollment.domain import reverse, review
from enrollment.domain.move import NewHome, move_within
from enrollment.domain.proof import Proof
from enrollment.enums import ApplicationMethod, RejectReason, ReversalSource
from enrollment.models import Dong
from portal.accounts.api_clients import issue
from portal.accounts.enums import ApiScope, RoleCode
from portal.common.models import AccessLog
from tests.enrollment.system import LIST, OTHER, OWN, changes, read
from tests.factories.accounts import staff
from tests.factories.enrollment import enroll

pytestmark = pytest.mark.django_db


def test_a_look_is_masked_and_logged(token, administrator):
    application = enroll(name="홍나라동", email="resident@example.kr", mobile="01000000700").application
    client, masked = issue(name="조회", scopes=[ApiScope.READ], area_path=OWN, by=administrator)
    response = read(masked, f"{LIST}{application.receipt_no}/")
    found = response.json()
    assert found["masked"] is True
    assert (found["name"], found["birth_date"], found["mobile"]) == ("홍**동", "1980-**-**", "010-****-0700")
    assert found["services"] == [{"service": "district_news", "starts_on": "2026-01-05", "ends_on": None}]
    assert found["consents"]["enrollment"] is True
    for secret in ("홍나라동", "01000000700", "resident@", "1203"):
        assert secret not in response.content.decode()
    row = AccessLog.objects.get()
    assert (row.user, row.action, row.page, row.subject_ids) == (
        client.user, "view", "api_application", [application.pk]
    )  # fmt: skip


def test_plain_values_need_their_scope(token):
    application = enroll(name="홍나라동", mobile="01000000700").application
    found = read(token, f"{LIST}{application.receipt_no}/").json()
    assert found["masked"] is False
    assert (found["name"], found["birth_date"], found["mobile"]) == (
        "홍나라동",
        "1980-03-04",
        "010-0000-0700",
    )
    assert AccessLog.objects.get().action == "unmask"


def test_another_area_is_not_found(administrator):
    application = enroll().application
    _client, token = issue(name="다른 동", scopes=ApiScope.values, area_path=OTHER, by=administrator)
    assert read(token, f"{LIST}{application.receipt_no}/").status_code == 404
    assert read(token, LIST).json()["changes"] == []
    assert AccessLog.objects.filter(page="api_application", subject_count=0).exists()


def test_of_an_application_taken_back_nothing_personal_is_told(token):
    application = enroll(name="홍나라동", intake_changes={"method": ApplicationMethod.PAPER}).application
    reverse.reverse(application=application, source=ReversalSource.LINK)
    found = read(token, f"{LIST}{application.receipt_no}/").json()
    assert (found["status"], found["masked"]) == ("reversed", True)
    assert [found[name] for name in ("name", "birth_date", "address", "mobile", "collected_on")] == [None] * 5
    assert (found["services"], found["consents"], found["topics"]) == ([], {}, [])


def test_who_moved_out_of_the_area_is_not_told_of(token, administrator):
    name = "홍나라동"
    application = enroll(name=name).application
    elsewhere = Dong.objects.select_related("district").get(code="1120057000")
    home = NewHome(dong=elsewhere, road_address="성동구 왕십리로 77", address_detail="202호", head_name=name)
    move_within(
        household=application.household,
        to=home,
        on=timezone.localdate(),
        proof=Proof(method=ApplicationMethod.PAPER, note="전입신고 확인"),
        by=staff(RoleCode.DONG_STAFF, OWN),
    )
    found = read(token, f"{LIST}{application.receipt_no}/").json()
    assert [found[name] for name in ("name", "address", "mobile", "head_name")] == [None] * 4
    assert (found["receipt_no"], found["dong"]) == (application.receipt_no, "1120056000")
    _client, wide = issue(name="구", scopes=ApiScope.values, area_path="1120000000", by=administrator)
    assert read(wide, f"{LIST}{application.receipt_no}/").json()["address"].endswith("왕십리로 77, 202호")


def waits(**changes):
    """An application whose head is a syllable off at a dwelling already known."""
    home = {"road_address": "성동구 고산자로 271", "address_detail": "101동 1203호"}
    enroll(**home, name="김가나", mobile="01000000901")
    return enroll(**home, name="김가너", mobile="01000000902", **changes).waiting


def test_a_refusal_is_looked_up_and_listed(token):
    case = waits()
    assert read(token, f"{LIST}{case.receipt_no}/").json()["status"] == "waiting"
    cursor = changes(token)["next"]
    review.reject(waiting=case, reason=RejectReason.UNCLEAR.value, by=staff(RoleCode.DONG_STAFF, OWN))
    found = read(token, f"{LIST}{case.receipt_no}/").json()
    assert (found["status"], found["reason"], found["name"]) == ("refused", "unclear", None)
    page = changes(token, since=cursor)
    assert [(row["receipt_no"], row["change"], row["status"], row["reason"]) for row in page["changes"]] == [
        (case.receipt_no, "refused", "refused", "unclear")
    ]
    assert changes(token, since=page["next"])["changes"] == []
    whole = changes(token)
    assert [row["change"] for row in whole["changes"]] == ["accepted", "refused"]
    assert whole["next"] == page["next"]
    pages = changes(token, limit=1), changes(token, limit=1, since=changes(token, limit=1)["next"])
    assert [page["more"] for page in pages] == [True, False]


def test_a_cursor_of_before_refusals_were_listed_still_reads_on(token):
    case = waits()
    review.disown(waiting=case)
    rows = changes(token, since="a0-r0")["changes"]
    assert [row["change"] for row in rows] == ["accepted", "refused"]


# Changes


def test_changes_are_read_page_by_page_without_gap_or_repeat(token):
    numbers = [enroll().application.receipt_no for _number in range(5)]
    seen, cursor, pages = [], "", 0
    while True:
        page = changes(token, limit=2, **({"since": cursor} if cursor else {}))
        seen += [row["receipt_no"] for row in page["changes"]]
        cursor, pages = page["next"], pages + 1
        if not page["more"]:
            break
    assert (seen, pages) == (numbers, 3)
    assert changes(token, since=cursor) == {"changes": [], "next": cursor, "more": False}
    later = enroll().application
    assert [row["receipt_no"] for row in changes(token, since=cursor)["changes"]] == [later.receipt_no]


def test_a_reversal_is_a_change(token):
    application = enroll(intake_changes={"method": ApplicationMethod.PAPER}).application
    cursor = changes(token)["next"]
    reverse.reverse(application=application, source=ReversalSource.LINK)
    rows = changes(token, since=cursor)["changes"]
    assert [(row["receipt_no"], row["change"], row["status"]) for row in rows] == [
        (application.receipt_no, "reversed", "reversed")
    ]


@pytest.mark.django_db(transaction=True)
def test_an_application_being_written_is_not_skipped(token):
    """Numbers become visible in order: a later one waits for the earlier to be committed."""
    from django.db import transaction

    order = []

    def later():
        try:
            enroll()
            order.append("later")
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first = enroll().application.receipt_no
            waiting = pool.submit(later)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=1)
            order.append("first")
        waiting.result(timeout=20)
    assert order == ["first", "later"]
    assert changes(token)["changes"][0]["receipt_no"] == first


@pytest.mark.parametrize("query", [{"since": "a1"}, {"since": "x"}, {"limit": "0"}, {"limit": "501"}])
def test_a_bad_query_is_named(token, query):
    response = read(token, LIST, **query)
    assert response.status_code == 400
    assert list(response.json()) == list(query)


def test_the_schema_is_complete(tmp_path):
    target = tmp_path / "schema.yml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(target))
    text = target.read_text()
    for word in ("Idempotency-Key", "/api/v1/applications/{receipt_no}/", "scheme: bearer", "2026-0000123"):
        assert word in text
