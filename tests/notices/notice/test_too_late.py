"""Paper is due before the first message may go: whoever drafts and whoever approves is told the truth."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from notices.domain.notice import round as rounds
from notices.domain.notice import round_review, too_late
from notices.enums.notice import NoticeState, PaperReason
from notices.models import Holiday
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.notices import addressee, round_of, terms_of
from tests.notices.rolls import draft, row, rows_of

pytestmark = pytest.mark.django_db

ALL_ON_PAPER = "전자송달 없이 모두 종이로 전합니다"


def text_of(answer) -> str:
    return answer.content.decode()


def late_draft(officer, **changes):
    """Paper is due today or was, serving is not over: 30 days of paper before the event."""
    addressee(name="하나가", birth_date=date(1990, 5, 6), road_address="왕십리로 10")
    terms = terms_of(paper_days_before=30)
    rolled = row("하나가", "19900506"), row("둘나가", "19910506")
    return draft(*rolled, by=officer, terms=terms, event_in=25, **changes)


def test_figures_warnings_and_messages_are_those_of_what_happens(client):
    officer, approver = staff(RoleCode.OFFICER), staff(RoleCode.APPROVER)
    made = late_draft(officer)
    client.force_login(officer)
    for page in ("office_round", "office_round_roll"):
        assert ALL_ON_PAPER in text_of(client.get(reverse(page, args=[made.pk])))
    assert "승인하면 첫 단계부터 보냅니다" not in text_of(
        client.get(reverse("office_round_roll", args=[made.pk]))
    )
    made = rounds.submit(round=made, by=officer)
    client.force_login(approver)
    assert ALL_ON_PAPER in text_of(client.get(reverse("office_round_review", args=[made.pk])))
    approve, seen = reverse("office_round_approve", args=[made.pk]), rounds.version(made)
    asked = text_of(client.get(approve, {"seen": seen}))
    assert ALL_ON_PAPER in asked and "모두 바로 종이 목록으로 갑니다" in asked
    told = round_review.review(made)
    assert (told.people, told.electronic, told.on_paper, told.first_by) == (2, 0, 2, [])
    assert told.price.won == 0
    assert [(one["electronic"], one["on_paper"]) for one in told.dongs] == [(0, 2)]
    page = text_of(client.post(approve, {"seen": seen}, follow=True))
    assert "전자송달을 할 날이 남지 않아 2명 모두 종이 목록으로 넘겼습니다" in page
    assert {one.state for one in rows_of(made)} == {NoticeState.ON_PAPER}
    assert rows_of(made)[0].paper_reason == PaperReason.LATE


def test_in_time_nobody_is_warned_and_the_message_counts(client):
    officer, approver = staff(RoleCode.OFFICER), staff(RoleCode.APPROVER)
    addressee(name="하나가", birth_date=date(1990, 5, 6), road_address="왕십리로 10")
    made = draft(row("하나가", "19900506"), row("둘나가", "19910506"), by=officer)
    made = rounds.submit(round=made, by=officer)
    assert too_late.warnings(made) == []
    told = round_review.review(made)
    assert (told.electronic, told.on_paper, told.is_all_on_paper) == (1, 1, False)
    client.force_login(approver)
    approve = reverse("office_round_approve", args=[made.pk])
    page = text_of(client.post(approve, {"seen": rounds.version(made)}, follow=True))
    assert "전자송달 1명을 시작했고 1명은 종이 목록으로 넘겼습니다" in page


def test_a_past_last_day_does_not_hide_that_all_goes_on_paper():
    made = round_of(terms_of(), event_in=3)
    assert len(too_late.warnings(made)) == 2
    assert ALL_ON_PAPER in too_late.warnings(made)[1]


@pytest.mark.parametrize(
    ("now", "is_late"),
    [
        (datetime(2030, 3, 7, 20, 59), False),  # Thursday evening, one minute before the rest
        (datetime(2030, 3, 7, 21, 0), True),  # goes on Friday, the day of paper
        (datetime(2030, 3, 8, 9, 0), True),
    ],
)
def test_the_first_message_has_to_go_before_the_day_of_paper(quiet_hours, now, is_late):
    made = round_of(people=0)
    made.paper_on = date(2030, 3, 8)
    assert too_late.is_too_late(made, timezone.make_aware(now)) is is_late


def test_weekends_and_holidays_between_count_as_rest(quiet_hours):
    Holiday.objects.create(day=date(2030, 3, 8), name="시험 공휴일")
    made = round_of(people=0)
    made.paper_on = date(2030, 3, 11)  # Monday
    thursday = timezone.make_aware(datetime(2030, 3, 7, 20, 0))
    assert not too_late.is_too_late(made, thursday)
    assert too_late.is_too_late(made, thursday + timedelta(hours=2))
