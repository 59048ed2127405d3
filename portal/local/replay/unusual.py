"""What does not look like the other days: on the evening of the last one a clerk typed the forms of whole
families until late, and of some households only the telephone of whoever filled their forms in was known.

Members of households that had enrolled before, so that no household more is counted.
"""

import random
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from enrollment.domain import burst
from enrollment.enums import IntakePlace
from enrollment.models import Burst
from portal.accounts.models import User
from portal.local.replay import history, people
from portal.local.replay.application_plan import SEOUL, Plan

DONG = "1120067000"
FORMS = 14
FIRST_FORM = datetime.combine(history.TOLD_ON, time(22, 8), tzinfo=SEOUL)
MINUTES_A_FORM = 6
SHARED = {people.mobile(89_990): 5, people.mobile(89_992): 4}
"""Telephone numbers with how many of the households name them."""
NOTE = "(시연) 동 주민센터에 전화로 확인. 부모님과 따로 사는 자녀 세대들이 부모님 번호를 함께 적음."


def at_night(rng: random.Random, plans: Sequence[Plan]) -> list[Plan]:
    """The forms of that night, in the order in which they were typed."""
    since = history.TOLD_ON - timedelta(days=90)
    homes = [
        plan.home
        for plan in plans
        if plan.first and plan.home.dong == DONG and plan.day >= since and plan.home.leaves_on is None
    ]
    numbers = [number for number, forms in SHARED.items() for _form in range(forms)]
    return [
        Plan(
            entered=FIRST_FORM + timedelta(minutes=MINUTES_A_FORM * typed),
            home=home,
            day=history.TOLD_ON - timedelta(days=rng.randrange(3)),
            place=IntakePlace.DOOR_TO_DOOR,
            first=False,
            rng=rng,
            mobile=numbers[typed] if typed < len(numbers) else "",
        )
        for typed, home in enumerate(rng.sample(homes, FORMS))
    ]


def find(by: User) -> int:
    """Look through all days, as a job does every few hours; somebody has settled the smallest number that
    many households share, if the settings call any unusual. How many were found."""
    found = burst.find(history.OPENED_ON, history.TOLD_ON)
    smallest = Burst.objects.filter(kind=Burst.Kind.SAME_PHONE).order_by("applications").first()
    if smallest:
        burst.settle(burst=smallest, note=NOTE, by=by)
    return found
