"""What is known of a household and of an application before it is told."""

import random
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")


@dataclass(slots=True)
class Home:
    """A household while its story is being told."""

    id: int
    dong: str
    tong_id: int
    leader_id: int
    head_name: str
    opened_on: date
    place: str
    leaves_on: date | None


@dataclass(frozen=True, slots=True)
class Plan:
    """An application that will come in. `rng` throws its dice; `first` opens the household; `mobile` is what
    stands on the form where that is not a number of the applicant's own."""

    entered: datetime
    home: Home
    day: date
    place: str
    first: bool
    rng: random.Random
    mobile: str = ""
