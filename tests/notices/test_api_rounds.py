"""The API of rounds: handing a roll in once, what is refused, following what became of each row."""

from datetime import date, timedelta
from itertools import count

import pytest
from django.utils import timezone

from notices.domain.notice import round
from notices.enums.notice import NoticeState, RollVerdict, RoundState
from notices.models import AddressedNotice, NoticeRound
from portal.accounts.enums import ApiScope, RoleCode
from portal.common.models import AccessLog
from tests.factories.accounts import staff
from tests.factories.notices import addressee, terms_of
from tests.factories.resident_numbers import RESIDENT_NUMBER
from tests.notices.api import System, system

pytestmark = pytest.mark.django_db

ROUNDS = "/api/v1/rounds/"
ROW = {
    "name": "하나가",
    "birth_date": "1990-05-06",
    "road_address": "왕십리로 10",
    "dong": "행당1동",
    "tong": "5",
}
GIVEN_UP = {"reason": "명단을 다시 만들어야 함"}
_keys = count(1)


@pytest.fixture
def drafter() -> System:
    terms_of()
    return system(ApiScope.ROUNDS_DRAFT, name="민방위 시스템")


def body(*rows: dict, **changes) -> dict:
    return {
        "kind": "test_drill",
        "title": "상반기 1차",
        "event_on": (timezone.localdate() + timedelta(days=40)).isoformat(),
        "values": {"place": "교육장", "starts_at": "09:00"},
        "roll": list(rows) or [ROW],
        **changes,
    }


def hand_in(drafter: System, *rows: dict, key: str = "", **changes):
    key = key or f"round-{next(_keys):06d}"
    return drafter.post(ROUNDS, body(*rows, **changes), **{"Idempotency-Key": key})


def test_a_roll_is_handed_in_and_matched(drafter):
    who = addressee(name="하나가", birth_date=date(1990, 5, 6), road_address="왕십리로 10")
    answer = hand_in(
        drafter,
        {**ROW, "values": {"unit": "1소대"}},
        {**ROW, "name": "둘나가"},
        {"name": "셋다가", "birth_date": "1990-13-01", "road_address": "왕십리로 11", "dong": "1120056000"},
    )
    assert answer.status_code == 201
    told = answer.json()
    assert (told["state"], told["kind"], told["round_no"], told["states"]) == (
        "draft",
        "test_drill",
        None,
        {},
    )
    assert {name: total for name, total in told["rows"].items() if total} == {
        "matched": 1,
        "unknown": 1,
        "refused": 1,
    }
    made = NoticeRound.objects.get()
    assert made.drafted_by == drafter.client.user
    assert made.notices.get(position=1).person == who
    assert AccessLog.objects.get(subject_type="person").subject_ids == [who.pk]


def test_the_same_key_gives_the_same_answer_and_makes_one_round(drafter):
    first = hand_in(drafter, key="same-key-1")
    again = hand_in(drafter, key="same-key-1")
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["Idempotent-Replayed"] == "true"
    other = hand_in(drafter, {**ROW, "name": "둘나가"}, key="same-key-1")
    assert other.status_code == 409
    assert NoticeRound.objects.count() == 1
    assert AddressedNotice.objects.count() == 1
    assert drafter.post(ROUNDS, body()).status_code == 400, "no key"
    assert hand_in(drafter, key="other-key").status_code == 201


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "nothing_such"}, "kind"),
        ({"title": ""}, "title"),
        ({"event_on": "2020-01-01"}, "event_on"),
        ({"values": {"place": "교육장"}}, "values.starts_at"),
        ({"values": {"place": "교육장", "starts_at": "아침"}}, "values.starts_at"),
        ({"roll": []}, "roll"),
        ({"roll": [{**ROW, "colour": "red"}]}, "roll"),
        ({"roll": [{**ROW, "mobile": RESIDENT_NUMBER}]}, "roll"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_is_wrong_is_told_by_field_and_nothing_is_kept(drafter, changes, field):
    answer = hand_in(drafter, key="wrong-key", **changes)
    assert answer.status_code == 400
    assert any(name.startswith(field) for name in answer.json()), answer.json()
    assert RESIDENT_NUMBER not in answer.content.decode()
    assert not NoticeRound.objects.exists()
    assert hand_in(drafter, key="wrong-key").status_code == 201, "a refused request leaves its key free"


def test_a_row_of_the_wrong_shape_is_named(drafter):
    answer = hand_in(drafter, ROW, {**ROW, "colour": "red"}).json()
    assert answer == {"roll": ["2행 colour: 없는 항목입니다. 항목 이름을 확인해 주세요."]}


def test_it_is_approved_by_a_person_and_followed_row_by_row(drafter):
    addressee(name="하나가", birth_date=date(1990, 5, 6), road_address="왕십리로 10")
    made = hand_in(drafter, ROW, {**ROW, "name": "둘나가"}).json()["id"]
    submitted = drafter.post(f"{ROUNDS}{made}/submit/")
    assert (submitted.status_code, submitted.json()["state"]) == (200, "in_review")
    assert drafter.post(f"{ROUNDS}{made}/submit/").status_code == 409
    round.approve(round=NoticeRound.objects.get(pk=made), by=staff(RoleCode.APPROVER))
    told = drafter.get(f"{ROUNDS}{made}/").json()
    assert (told["state"], told["round_no"]) == ("serving", 1)
    assert told["states"] == {"serving": 1, "on_paper": 1}
    page = drafter.get(f"{ROUNDS}{made}/results/", limit=1).json()
    assert [(one["row"], one["verdict"], one["state"]) for one in page["results"]] == [
        (1, "matched", "serving")
    ]
    assert page["more"]
    rest = drafter.get(f"{ROUNDS}{made}/results/", since=page["next"]).json()
    assert [(one["row"], one["paper_reason"]) for one in rest["results"]] == [(2, "unknown")]
    assert not rest["more"]
    paper = drafter.get(f"{ROUNDS}{made}/results/", state=NoticeState.ON_PAPER).json()["results"]
    assert [one["row"] for one in paper] == [2]
    text = drafter.get(f"{ROUNDS}{made}/results/").content.decode()
    assert not any(trace in text for trace in ("나가", "1990", "왕십리"))
    assert drafter.get(f"{ROUNDS}{made}/results/", since="x").status_code == 400


def test_open_rows_block_the_review_and_say_why(drafter):
    made = hand_in(drafter, {**ROW, "birth_date": "1990-13-01"}).json()["id"]
    assert drafter.post(f"{ROUNDS}{made}/submit/").status_code == 409
    [row] = drafter.get(f"{ROUNDS}{made}/results/", verdict=RollVerdict.REFUSED).json()["results"]
    assert row["notes"] == [{"note": "birth_date", "field": "birth_date"}]
    given_up = drafter.post(f"{ROUNDS}{made}/cancel/", GIVEN_UP).json()
    assert (given_up["state"], given_up["review_note"]) == (RoundState.CANCELLED, GIVEN_UP["reason"])
    assert drafter.get(ROUNDS, state="cancelled").json()["rounds"][0]["id"] == made


def test_rounds_of_others_and_rounds_being_served_are_out_of_reach(drafter):
    theirs = hand_in(system(ApiScope.ROUNDS_DRAFT, name="교육 시스템")).json()["id"]
    for step, sent in (("submit", {}), ("cancel", GIVEN_UP)):
        assert drafter.post(f"{ROUNDS}{theirs}/{step}/", sent).status_code == 403
    assert NoticeRound.objects.get(pk=theirs).state == RoundState.DRAFT
    own = hand_in(drafter, {**ROW, "name": "둘나가"}).json()["id"]
    drafter.post(f"{ROUNDS}{own}/submit/")
    round.approve(round=NoticeRound.objects.get(pk=own), by=staff(RoleCode.APPROVER))
    assert drafter.post(f"{ROUNDS}{own}/cancel/", GIVEN_UP).status_code == 403
    assert NoticeRound.objects.get(pk=own).state == RoundState.SERVING


@pytest.mark.parametrize(
    "sent",
    [{}, {"reason": " "}, {"reason": "ㅇ"}, {"reason": f"{RESIDENT_NUMBER} 취소"}, {"why": "잘못 올림"}],
)
def test_a_round_is_given_up_for_a_reason(drafter, sent):
    made = hand_in(drafter).json()["id"]
    answer = drafter.post(f"{ROUNDS}{made}/cancel/", sent)
    assert answer.status_code == 400 and "reason" in answer.json()
    assert RESIDENT_NUMBER not in answer.content.decode()
    assert NoticeRound.objects.get(pk=made).state == RoundState.DRAFT


def test_a_list_is_read_page_by_page(drafter):
    made = [hand_in(drafter, {**ROW, "name": name}).json()["id"] for name in ("하나가", "둘나가", "셋다가")]
    first = drafter.get(ROUNDS, limit=2).json()
    assert ([one["id"] for one in first["rounds"]], first["more"]) == (made[:0:-1], True)
    rest = drafter.get(ROUNDS, before=made[1]).json()
    assert ([one["id"] for one in rest["rounds"]], rest["more"]) == (made[:1], False)
    log = AccessLog.objects.filter(action="search", subject_type="notice_round").latest("pk")
    assert log.subject_ids == made[:1]


def test_scopes_and_areas(drafter):
    made = hand_in(drafter).json()["id"]
    reader = system(ApiScope.ROUNDS_READ)
    assert reader.get(f"{ROUNDS}{made}/").status_code == 200
    assert reader.get(ROUNDS).json()["more"] is False
    assert hand_in(reader).status_code == 403
    assert reader.post(f"{ROUNDS}{made}/submit/").status_code == 403
    assert system(ApiScope.CAMPAIGNS_READ).get(f"{ROUNDS}{made}/").status_code == 403
    elsewhere = system(ApiScope.ROUNDS_DRAFT, area_path="1121500000")
    assert elsewhere.get(f"{ROUNDS}{made}/").status_code == 404
    of_a_dong = system(ApiScope.ROUNDS_DRAFT, area_path="1120000000/1120056000")
    assert hand_in(of_a_dong).status_code == 403


def test_a_long_list_of_rounds_asks_the_database_no_more(drafter, django_assert_max_num_queries):
    hand_in(drafter)
    for _round in range(4):
        hand_in(drafter, ROW, {**ROW, "name": "둘나가"})
    with django_assert_max_num_queries(6):
        listed = drafter.get(ROUNDS).json()["rounds"]
    assert [one["rows"]["unknown"] for one in listed] == [2, 2, 2, 2, 1]
