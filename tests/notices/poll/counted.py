"""Polls that are over, with the ballots and groups their closing leaves."""

import json
from collections.abc import Iterable
from uuid import uuid4

from enrollment.models import Dong
from notices.domain.poll import turnout
from notices.enums.poll import PollState, Route
from notices.models import Ballot, Poll, TurnoutHour
from notices.queries.turnout_groups import Group, Groups
from tests.factories.accounts import DISTRICT
from tests.factories.polls import ANSWERS, FORM, poll_of


def dongs() -> list[str]:
    return list(Dong.objects.filter(district=DISTRICT).order_by("code").values_list("code", flat=True))


def closed_poll(form=FORM, **changes) -> Poll:
    return poll_of(form, state=PollState.CLOSED, **changes)


def count_ballots(
    poll: Poll,
    number: int,
    *,
    dong: str | None = None,
    age_band: str = "30s",
    route: Route = Route.EMAIL,
    answers: Iterable[dict] = (ANSWERS,),
) -> None:
    """So many counted ballots of one kind; `answers` take turns."""
    answers = list(answers)
    Ballot.objects.bulk_create(
        Ballot(
            poll=poll,
            route=route,
            dong_id=dong,
            age_band=age_band,
            answers=json.dumps({**ANSWERS, **answers[n % len(answers)]}, ensure_ascii=False),
            edit_index=uuid4().hex,
        )
        for n in range(number)
    )


def survey(**changes) -> Poll:
    """120 answers of 300 invited people in three dongs, one of a fourth, and 12 of the open web."""
    poll = closed_poll(**changes)
    one, two, three, four = dongs()[:4]
    happy, unhappy = {"q1": "good"}, {"q1": "poor", "q2": "주차장이 모자랍니다. 010-0000-1234로 연락 주세요."}
    for dong, number in ((one, 60), (two, 40), (three, 19)):
        for band in ("30s", "60s"):
            answers = [happy, happy, unhappy] if dong == one else [happy, {"q1": "fair", "q4": 2}]
            count_ballots(
                poll, number // 2 + (band == "30s") * (number % 2), dong=dong, age_band=band, answers=answers
            )
    count_ballots(poll, 1, dong=four, answers=[unhappy])
    count_ballots(poll, 12, age_band="", route=Route.QR, answers=[happy, unhappy])
    turnout.write_groups(
        poll,
        Groups(
            by_dong=[Group(one, 100, 90, 60), Group(two, 100, 90, 40), Group(three, 100, 90, 19)],
            by_age=[Group("30s", 150, 135, 60), Group("60s", 150, 135, 59)],
        ),
    )
    hour = poll.opened_at.replace(minute=0, second=0, microsecond=0)
    TurnoutHour.objects.create(poll=poll, route=Route.EMAIL, hour=hour, answers=120)
    TurnoutHour.objects.create(poll=poll, route=Route.QR, hour=hour, answers=12)
    return poll
