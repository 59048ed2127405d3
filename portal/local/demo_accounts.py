"""Staff accounts of the demonstration: each role and a second approver, with a key that everybody knows."""

from dataclasses import dataclass
from datetime import date

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction
from django.urls import reverse

from enrollment.models import TongLeader
from portal.accounts.enums import RoleCode
from portal.accounts.models import User
from portal.accounts.navigation import landing_url_name
from portal.accounts.roles import WITH_SECOND_FACTOR, grant

PASSWORD = "sotong-demo-2012"
TOTP_SECRET = "SOTONGDEMOSOTONGDEMOSOTONGDEMOSO"
SINCE = date(2012, 9, 1)
DISTRICT = "1120000000"
DONG = f"{DISTRICT}/1120052000"
TONG = f"{DONG}/1"


@dataclass(frozen=True, slots=True)
class DemoAccount:
    email: str
    name: str
    role: RoleCode
    area_path: str

    @property
    def has_second_factor(self) -> bool:
        return self.role in WITH_SECOND_FACTOR


ACCOUNTS = (
    DemoAccount("tong@example.kr", "가상통장", RoleCode.TONG_LEADER, TONG),
    DemoAccount("dong@example.kr", "가상직원", RoleCode.DONG_STAFF, DONG),
    DemoAccount("officer@example.kr", "가상담당", RoleCode.OFFICER, DISTRICT),
    DemoAccount("approver@example.kr", "가상결재", RoleCode.APPROVER, DISTRICT),
    DemoAccount("approver2@example.kr", "가상전결", RoleCode.APPROVER, DISTRICT),
    DemoAccount("admin@example.kr", "가상관리", RoleCode.ADMINISTRATOR, DISTRICT),
    DemoAccount("privacy@example.kr", "가상보호", RoleCode.PRIVACY_OFFICER, DISTRICT),
)


@transaction.atomic
def create() -> list[User]:
    """The demonstration accounts, made where they are missing; those that exist are left as they are."""
    users = [_create(account) for account in ACCOUNTS]
    _link_tong_leader(users[0])
    return users


def landing_path(user: User) -> str:
    """Where an account comes to after signing in."""
    return reverse(landing_url_name(user))


def _create(account: DemoAccount) -> User:
    user = User.objects.filter(email=account.email).first()
    if user is None:
        user = User.objects.create_user(account.email, PASSWORD, name=account.name)
    if not user.assignments.filter(role__code=account.role, ends_on=None).exists():
        grant(user=user, role=account.role, area_path=account.area_path, starts_on=SINCE, by=None)
    if account.has_second_factor and not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, TOTP_SECRET)
    return user


def _link_tong_leader(user: User) -> None:
    """The tong leader of the demonstration holds the present term of that tong, once there is one."""
    _district, dong, number = TONG.split("/")
    TongLeader.objects.filter(
        tong__dong_id=dong, tong__number=number, tong__valid_to=None, ends_on=None, user=None
    ).update(user=user)
