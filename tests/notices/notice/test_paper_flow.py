"""A round from its roll to the last door: nobody is lost between the office, the desk and the street."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from notices.domain.notice import round, viewing
from notices.domain.notice.evidence import first_fault
from notices.domain.notice.fallback import to_paper
from notices.enums.notice import NoticeState, PaperReason, RoundState, SeenBy
from notices.queries.paper import CIVIL_DEFENCE
from notices.slip_no import slip_no
from portal.accounts.enums import RoleCode
from portal.common.templatetags.korean import kdate
from tests.factories.accounts import staff
from tests.factories.desk import OWN_DONG
from tests.factories.notices import addressee, kind_of, states, terms_of
from tests.notices.notice.papers import clerk, leader_of, tong_of
from tests.notices.rolls import draft, row, rows_of
from tests.pdf import pages, pdf_text

pytestmark = pytest.mark.django_db

BUILDING = "고산자로 270, 101동"


@pytest.fixture
def started():
    """One served electronically, three on paper in tong 5, one whose tong nobody knows."""
    tong_of(5)
    officer, approver = staff(RoleCode.OFFICER), staff(RoleCode.APPROVER)
    who = addressee(name="하나가", birth_date=date(1990, 5, 6), road_address="왕십리로 10")
    made = draft(
        row(who.name, "19900506", tong=5),
        row("둘나가", "19910506", address=f"{BUILDING} 1203호", tong=5),
        row("셋나가", "19920506", address=f"{BUILDING} 99호", tong=5),
        row("넷나가", "19930506", address=f"{BUILDING} 201호", tong=5),
        row("닷나가", "19940506", address="왕십리로 77"),
        by=officer,
        terms=terms_of(kind_of(CIVIL_DEFENCE)),
    )
    made = round.submit(round=made, by=officer)
    return round.approve(round=made, by=approver, seen=round.version(made))


def test_from_the_roll_to_the_last_door(client, started):
    desk, leader = clerk(), leader_of(tong_of(5))
    served, *on_paper, homeless = rows_of(started)
    assert [notice.state for notice in on_paper] == [NoticeState.ON_PAPER] * 3
    assert (homeless.state, homeless.dong_id, homeless.tong) == (NoticeState.ON_PAPER, OWN_DONG, None)
    client.force_login(desk)
    assign = reverse("desk_fallback_tong", args=[started.pk, homeless.pk])
    client.post(assign, {f"n{homeless.pk}-tong": tong_of(5).pk})

    assert client.post(reverse("desk_fallback_commander", args=[started.pk])).status_code == 302
    now = timezone.now()
    served.messages.create(rung=0, channel="email", state="handed_over", posted_at=now, handed_over_at=now)
    commander = client.post(reverse("desk_fallback_commander", args=[started.pk]))
    assert "하나가" in pdf_text(commander.content)
    listed = client.post(reverse("desk_fallback_print", args=[started.pk, "list"]))
    [text] = pages(listed.content)
    assert [text.index(unit) for unit in ("99호", "201호", "1203호", "왕십리로 77")] == sorted(
        text.index(unit) for unit in ("99호", "201호", "1203호", "왕십리로 77")
    )
    assert len(pages(client.post(reverse("desk_fallback_print", args=[started.pk, "notices"])).content)) == 4

    # The one served electronically is not seen in time and joins the others; then it is viewed after all.
    to_paper(notice=served, reason=PaperReason.NOT_SEEN)
    client.force_login(leader)
    assert client.get("/tong/notices/").content.decode().count('class="door"') == 5
    viewing.mark_seen(notice=served, seen_by=SeenBy.BIRTH_DATE)
    assert client.get("/tong/notices/").content.decode().count('class="door"') == 4

    told = {"known_results": "0"}
    client.post(reverse("tong_notice_result", args=[on_paper[0].pk, "in-person"]), told)
    client.post(reverse("tong_notice_result", args=[on_paper[1].pk, "absent"]), told)
    client.post(reverse("tong_notice_result", args=[homeless.pk, "moved"]), told)
    client.force_login(desk)
    slip = {"number": slip_no(on_paper[2]), "code": "22", "on": kdate(timezone.localdate())}
    client.post(reverse("desk_fallback_slips", args=[started.pk]), slip)
    with pytest.raises(ValidationError, match="2명"):
        round.close(round=started, by=None)
    unserved = reverse("desk_fallback_unserved", args=[started.pk, homeless.pk])
    client.post(unserved, {"reason": "moved"})
    client.force_login(leader)
    client.post(
        reverse("tong_notice_result", args=[on_paper[1].pk, "family"]),
        {"known_results": "1", "receiver": "head"},
    )
    assert 'class="door"' not in client.get("/tong/notices/").content.decode()

    assert states(started) == {
        NoticeState.SEEN: 1,
        NoticeState.HANDED_OVER: 3,
        NoticeState.UNSERVED: 1,
    }
    assert round.close(round=started, by=None).state == RoundState.CLOSED
    assert [first_fault(notice) for notice in rows_of(started)] == [None] * 5
