"""The desk of a dong: its clerk, what is typed there as a browser posts it, and the leaders who collect."""

from datetime import date
from itertools import count
from uuid import uuid4

from enrollment.enums import ConsentPurpose
from enrollment.models import Dong, Tong, TongLeader
from portal.accounts.enums import RoleCode
from portal.accounts.models import User
from tests.factories.accounts import staff

OWN_DONG, OTHER_DONG = "1120056000", "1120057000"
OWN_AREA, OTHER_AREA = f"1120000000/{OWN_DONG}", f"1120000000/{OTHER_DONG}"
_numbers = count(1)


def typed(**changes) -> dict:
    """A valid sheet as it is typed; `changes` replace fields, None leaves one out."""
    number = next(_numbers)
    fields = {
        "submission_key": str(uuid4()),
        "collected_on": "2026. 1. 5.",
        "place": "dong_centre",
        "form_no": f"A-{number:04d}",
        "name": f"나다라{number}",
        "birth_date": "19800304",
        "relation": "head",
        "road_address": f"왕십리로 {number}",
        "address_detail": "102동 304호",
        "mobile": f"010-0000-{number:04d}",
        "services": ["district_news"],
        "channels": ["sms"],
        **{f"consent_{purpose}": "yes" for purpose in ConsentPurpose.values},
        **changes,
    }
    return {name: value for name, value in fields.items() if value is not None}


def paper_clerk() -> User:
    """The one clerk of the own dong who types every paper form of a test."""
    found = User.objects.filter(email="clerk@example.kr").first()
    return found or staff(RoleCode.DONG_STAFF, OWN_AREA, email="clerk@example.kr")


def tong_leader(dong: str = OWN_DONG, number: int = 5, **fields) -> TongLeader:
    """A tong and its leader, in office since 2020."""
    tong, _created = Tong.objects.get_or_create(
        dong=Dong.objects.get(code=dong),
        number=number,
        valid_to=None,
        defaults={"valid_from": date(2012, 1, 1)},
    )
    return TongLeader.objects.create(
        tong=tong, **{"name": f"통장{number}", "starts_on": date(2020, 1, 1), **fields}
    )
