"""What the office's home says of rounds of notices, to who drafts and to who approves."""

import pytest
from django.urls import reverse

from notices.domain.notice import round as rounds
from notices.enums.notice import NoticeState
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.notices import round_of
from tests.notices.rolls import draft, row

pytestmark = pytest.mark.django_db
WAITING, RETURNED = "결재할 통지 회차", "돌려받은 내 통지 회차"
DUE, NOTHING = "송달 기한이 다가온 통지 회차", "지금 기다리는 일이 없습니다"


def home(client, user) -> str:
    client.force_login(user)
    return client.get(reverse("office")).content.decode()


def test_a_round_is_shown_to_who_has_to_act(client):
    officer, approver = staff(RoleCode.OFFICER), staff(RoleCode.APPROVER)
    made = draft(row("하나가", "19900506"), by=officer, title="하나 회차")
    assert NOTHING in home(client, approver)
    assert "내가 만드는 통지 회차" in home(client, officer)
    rounds.submit(round=made, by=officer)
    page = home(client, approver)
    assert WAITING in page
    assert reverse("office_round_review", args=[made.pk]) in page
    page = home(client, officer)
    assert "결재를 기다리는 내 통지 회차" in page
    assert WAITING not in page
    rounds.send_back(round=made, reason="장소가 다릅니다", by=approver)
    page = home(client, officer)
    assert RETURNED in page
    assert "장소가 다릅니다" in page
    assert RETURNED in client.get(reverse("office_rounds")).content.decode()
    assert NOTHING in home(client, approver)


def test_what_is_due_is_shown_to_both(client):
    far, near, late = (round_of(people=1, event_in=days, title=f"{days}일 회차") for days in (60, 12, 3))
    for one in (far, near, late):
        one.notices.update(state=NoticeState.SERVING)
    for role in (RoleCode.OFFICER, RoleCode.APPROVER):
        page = home(client, staff(role))
        assert page.index("3일 회차") < page.index("12일 회차"), "the most urgent first"
        assert page.count("송달 기한 지남") == 1
        assert page.count("1명에게 아직 못 전함") == 2
        assert "60일 회차" not in page
    for one in (near, late):
        one.notices.update(state=NoticeState.STOPPED)
    assert NOTHING in home(client, staff(RoleCode.OFFICER))


def test_a_round_of_another_district_is_not_shown(client):
    round_of(people=1, event_in=3).notices.update(state=NoticeState.SERVING)
    assert DUE in home(client, staff(RoleCode.OFFICER))
    assert NOTHING in home(client, staff(RoleCode.OFFICER, area_path="11230"))
