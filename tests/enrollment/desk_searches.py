"""A household for tests to look up at the desk, and looking it up."""

from datetime import date

from enrollment.models import Dong
from tests.factories.desk import OTHER_DONG
from tests.factories.enrollment import enroll

SEARCH = "/desk/households/"
PLAIN = ("홍가나다", "1985", "010-0000-4321", "01000004321", "hong@example.kr", "마조로 70", "1203호")


def hong(**changes):
    """The application of the one household of these tests."""
    fields = {
        "name": "홍가나다",
        "birth_date": date(1985, 6, 7),
        "mobile": "01000004321",
        "email": "hong@example.kr",
        "road_address": "서울특별시 성동구 마조로 70",
        "address_detail": "101동 1203호",
        **changes,
    }
    return enroll(**fields)


def other_dong_home():
    """A household of another dong, alike but for its home and contacts."""
    return hong(
        dong=Dong.objects.select_related("district").get(code=OTHER_DONG),
        road_address="서울특별시 성동구 행당로 1",
        mobile="01000004322",
        email="hong2@example.kr",
    ).application.household


def found(client, **typed) -> list[int]:
    response = client.post(SEARCH, typed)
    assert response.status_code == 302, response.context["form"].errors
    return [row["id"] for row in client.get(response.url).context["rows"]]
