"""Roles are data: what may be seen somewhere may not be shown in full, joined or taken back there."""

import re
from datetime import date

import pytest
from django.urls import reverse

from enrollment.domain import reverse as reversals
from enrollment.enums import ApplicationStatus, ReversalSource
from enrollment.models import Application, Dong, WaitingApplication
from portal.accounts.enums import Permission, RoleCode
from portal.accounts.models import Role, User
from portal.accounts.roles import grant
from tests.factories.accounts import staff
from tests.factories.desk import OTHER_AREA, OWN_AREA, paper_clerk
from tests.factories.enrollment import enroll

pytestmark = pytest.mark.django_db

HOME = {"road_address": "성동구 고산자로 270", "address_detail": "101동 1203호"}


def give(user: User, *permissions: Permission, over: str) -> User:
    """A role the office made for itself."""
    code = f"own-{Role.objects.count()}"
    Role.objects.create(code=code, name="살펴보는 사람", permissions=list(permissions))
    grant(user=user, role=code, area_path=over, starts_on=date(2012, 1, 1), by=None)
    return user


@pytest.fixture
def case() -> WaitingApplication:
    """It waits in the own dong; the household it may belong to stands in another one."""
    other = Dong.objects.get(code=OTHER_AREA.split("/")[1])
    enroll(**HOME, name="김가나", mobile="01000001234", dong=other)
    own = Dong.objects.get(code=OWN_AREA.split("/")[1])
    waiting = enroll(**HOME, name="김가너", mobile="01000005678", dong=own).waiting
    assert waiting is not None
    return waiting


def choices(page) -> set[str]:
    return set(re.findall(r'name="decision" value="(\w+)', page.content.decode()))


def test_a_household_is_shown_in_full_only_where_one_may_unmask(client, case):
    clerk = give(staff(RoleCode.DONG_STAFF, OWN_AREA), Permission.VIEW_HOUSEHOLD, over=OTHER_AREA)
    client.force_login(clerk)
    page = client.post(reverse("desk_review_unmask", args=[case.pk]), {"reason": "같은 세대인지 확인"})
    text = page.content.decode()
    assert "김가너" in text
    assert "김가나" not in text and "김*나" in text
    give(clerk, Permission.UNMASK, over=OTHER_AREA)
    page = client.post(reverse("desk_review_unmask", args=[case.pk]), {"reason": "같은 세대인지 확인"})
    assert "김가나" in page.content.decode()


def test_nobody_joins_into_a_household_one_only_looks_at(client, case):
    clerk = give(staff(RoleCode.DONG_STAFF, OWN_AREA), Permission.VIEW_HOUSEHOLD, over=OTHER_AREA)
    client.force_login(clerk)
    page = reverse("desk_review_case", args=[case.pk])
    assert choices(client.get(page)) == {"open", "reject"}
    home = Application.objects.get().household_id
    client.post(page, {"decision": f"join-{home}"})
    case.refresh_from_db()
    assert case.application is None
    give(clerk, Permission.ENTER_APPLICATION, over=OTHER_AREA)
    client.post(page, {"decision": f"join-{home}"})
    case.refresh_from_db()
    assert case.application.household_id == home


def test_who_only_looks_takes_nothing_back(client):
    application = enroll(
        **HOME, name="김가나", intake_changes={"method": "paper"}, by=paper_clerk()
    ).application
    looking = give(
        User.objects.create_user(email="look@example.kr"), Permission.VIEW_HOUSEHOLD, over=OWN_AREA
    )
    client.force_login(looking)
    page = reverse("desk_not_mine", args=[application.receipt_no])
    assert page not in client.get(reverse("desk_household", args=[application.household_id])).content.decode()
    assert client.post(page, {"reason": "전화로 알려 옴"}).status_code == 403
    application.refresh_from_db()
    assert application.status != ApplicationStatus.REVERSED


def test_who_only_looks_takes_nothing_off_the_list(client):
    application = enroll(
        **HOME, name="김가나", intake_changes={"method": "paper"}, by=paper_clerk()
    ).application
    reversal = reversals.reverse(application=application, source=ReversalSource.LINK)
    looking = give(
        User.objects.create_user(email="look@example.kr"), Permission.VIEW_HOUSEHOLD, over=OWN_AREA
    )
    client.force_login(looking)
    text = client.get(reverse("desk_disputed")).content.decode()
    assert application.receipt_no in text and "확인했습니다" not in text
    seen = reverse("desk_disputed_seen", args=[reversal.pk])
    assert client.post(seen).status_code == 403
    client.force_login(paper_clerk())
    assert seen in client.get(reverse("desk_disputed")).content.decode()
    assert client.post(seen).status_code == 302
