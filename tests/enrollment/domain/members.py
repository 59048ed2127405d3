"""Members of one household for tests, online or on paper."""

from enrollment.enums import (
    ApplicationMethod,
    IntakePlace,
)
from tests.factories.enrollment import enroll

HOME = {
    "road_address": "서울특별시 성동구 고산자로 270",
    "address_detail": "101동 1203호",
    "head_name": "홍길동",
}

PAPER = {"method": ApplicationMethod.PAPER, "place": IntakePlace.DOOR_TO_DOOR}


def member(name: str, **changes):
    relation = changes.pop("relation", "child" if name != "홍길동" else "head")
    return enroll(**{**HOME, "name": name, "relation": relation, **changes})
