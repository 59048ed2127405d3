"""Invented people: names nobody bears, numbers nobody can have, addresses of a fictional kind."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from portal.local.replay import history

FAMILY = "가나다라마바사아자차카타파하"
GIVEN = "람빛솔별강들샘결온새늘봄한누리달해무온찬슬"
ROADS = {
    "1120052000": ("왕십리로", "무학로", "마장로"),
    "1120053500": ("왕십리로", "도선로", "난계로"),
    "1120054000": ("마장로", "청계천로", "고산자로"),
    "1120055000": ("사근동길", "마조로", "살곶이길"),
    "1120056000": ("행당로", "고산자로", "왕십리로"),
    "1120057000": ("행당로", "무수막길", "독서당로"),
    "1120058000": ("독서당로", "응봉길", "고산자로"),
    "1120059000": ("금호로", "무수막길", "금호산길"),
    "1120061500": ("금호로", "장터길", "금호산길"),
    "1120062000": ("독서당로", "금호로", "장터길"),
    "1120064500": ("독서당로", "한림말길", "매봉길"),
    "1120065000": ("왕십리로", "뚝섬로", "서울숲길"),
    "1120066000": ("왕십리로", "상원길", "광나루로"),
    "1120067000": ("아차산로", "성수이로", "연무장길"),
    "1120069000": ("성수이로", "광나루로", "동일로"),
    "1120072000": ("송정길", "광나루로", "동일로"),
    "1120079000": ("용답길", "자동차시장길", "천호대로"),
}


def name(rng: random.Random) -> str:
    return rng.choice(FAMILY) + rng.choice(GIVEN) + rng.choice(GIVEN)


def mobile(number: int) -> str:
    """A number of the blocks 010-0001 to 010-0009, which no operator can assign."""
    return f"010{10_000 + number:08d}"


def email(number: int) -> str:
    return f"resident{number}@example.kr"


def birth_date(rng: random.Random, *, head: bool) -> date:
    age = min(88, max(20, int(rng.gauss(50 if head else 41, 14))))
    return date(2013 - age, 1, 1) + timedelta(days=rng.randrange(365))


@dataclass(frozen=True, slots=True)
class Home:
    road_address: str
    detail: str


class Homes:
    """A dwelling of its own for every household: road, building number, building and unit."""

    def __init__(self):
        self.given = dict.fromkeys(ROADS, 0)

    def next(self, dong: str) -> Home:
        number = self.given[dong]
        self.given[dong] += 1
        offset = list(ROADS).index(dong)
        road = ROADS[dong][number % 3]
        block, unit = divmod(number // 3, 60)
        building = 1 + offset + 17 * block  # a road crosses several dongs: each dong has numbers of its own
        return Home(
            road_address=f"서울특별시 {history.DISTRICT_NAME} {road} {building}",
            detail=f"{101 + unit // 30}동 {1 + unit % 30 // 2}0{1 + unit % 2}호",
        )
