"""The office's home with rounds, and the preview of one, in a browser."""

from django.urls import reverse

from notices.domain.notice import round as rounds
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.notices import addressee
from tests.notices.rolls import draft, row


def test_a_round_is_found_on_the_home_and_read_before_it_goes(page, sign_in, axe):
    addressee(name="하나가", road_address="왕십리로 10")
    officer = staff(RoleCode.OFFICER)
    made = draft(
        row("하나가", "19900506", tong="999"), row("둘나가", "19910506"), by=officer, title="상반기 1차"
    )
    rounds.submit(round=made, by=officer)
    rounds.send_back(round=made, reason="장소를 확인해 주세요", by=staff(RoleCode.APPROVER))
    sign_in(officer)
    page.goto(page.base + reverse("office"))
    axe(page)
    page.get_by_role("link", name="이어서 고치기").click()
    axe(page)
    page.get_by_role("link", name="미리보기").click()
    axe(page)
    page.goto(page.base + reverse("office_round_roll", args=[made.pk]) + "?part=unknown")
    axe(page)
