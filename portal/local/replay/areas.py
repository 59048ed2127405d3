"""The ground of the replay: opening day, target, estimated households, 420 tongs and their leaders."""

import random
from datetime import date

from enrollment.enums import CountSource
from enrollment.models import (
    District,
    Dong,
    HouseholdCount,
    HouseholdCountImport,
    Target,
    Tong,
    TongLeader,
)
from portal.accounts.enums import RoleCode
from portal.accounts.models import User
from portal.accounts.roles import grant
from portal.local.replay import history, people
from portal.local.replay.calendar import shares

TERM_FROM = date(2012, 1, 1)


def open_programme() -> None:
    """Set the opening day, the target and the denominators, labelled as estimates."""
    district = District.objects.get(code=history.DISTRICT)
    district.intake_opened_on = history.OPENED_ON
    district.save(update_fields=["intake_opened_on"])
    Target.objects.create(
        district=district,
        rate_percent=history.TARGET_PERCENT,
        due_on=history.TARGET_DUE_ON,
        set_on=history.OPENED_ON,
    )
    imported = HouseholdCountImport.objects.create(district=district, source=CountSource.ESTIMATE)
    HouseholdCount.objects.bulk_create(
        HouseholdCount(
            dong_id=code,
            as_of=history.COUNTED_ON,
            households=households,
            source=CountSource.ESTIMATE,
            imported_in=imported,
        )
        for code, households in history.HOUSEHOLDS_BY_DONG.items()
    )


def appoint_leaders(rng: random.Random) -> dict[str, list[TongLeader]]:
    """420 tongs, shared out by households, each with a leader; by dong code."""
    numbers = shares(history.TONGS, history.HOUSEHOLDS_BY_DONG)
    tongs = Tong.objects.bulk_create(
        Tong(dong_id=code, number=number, valid_from=TERM_FROM)
        for code, count in numbers.items()
        for number in range(1, count + 1)
    )
    leaders = TongLeader.objects.bulk_create(
        TongLeader(tong=tong, name=people.name(rng), starts_on=TERM_FROM) for tong in tongs
    )
    by_dong: dict[str, list[TongLeader]] = {}
    for leader in leaders:
        by_dong.setdefault(leader.tong.dong_id, []).append(leader)
    return by_dong


def hire_clerks() -> dict[str, User]:
    """A synthetic clerk per dong who cannot sign in: somebody must have typed the paper."""
    clerks = {}
    for dong in Dong.objects.filter(district_id=history.DISTRICT):
        clerk = User.objects.create_user(
            email=f"clerk-{dong.code}@example.kr", name=f"{dong.name} 접수 담당(시연)", is_active=False
        )
        grant(user=clerk, role=RoleCode.DONG_STAFF, area_path=dong.area_path, starts_on=TERM_FROM, by=None)
        clerks[dong.code] = clerk
    return clerks


def hire_officers(office: str = "홍보", prefix: str = "") -> tuple[User, User]:
    """Drafter and approver of an office, who cannot sign in either; `prefix` tells their addresses apart."""
    pair = []
    for role, address, name in (
        (RoleCode.OFFICER, f"{prefix}drafter", f"{office} 담당(시연)"),
        (RoleCode.APPROVER, f"{prefix}signer", f"{office} 팀장(시연)"),
    ):
        user = User.objects.create_user(email=f"{address}@example.kr", name=name, is_active=False)
        grant(user=user, role=role, area_path=history.DISTRICT, starts_on=TERM_FROM, by=None)
        pair.append(user)
    return pair[0], pair[1]
