"""Pages on which a settled finding is corrected or taken up again."""

import pytest

from enrollment.domain import burst as domain
from enrollment.models import Burst
from portal.accounts.enums import RoleCode
from tests.factories.accounts import UserFactory
from tests.factories.bursts import burst
from tests.factories.bursts import settled as settled_burst

pytestmark = pytest.mark.django_db

URL = "/dashboard/bursts/"
SETTLED = f"{URL}?state=settled"


@pytest.fixture
def settled() -> Burst:
    return settled_burst()


@pytest.fixture
def admin(as_role):
    return as_role(RoleCode.ADMINISTRATOR)


def page(act: str, one: Burst) -> str:
    return f"{URL}{one.pk}/{act}/"


def sent(one: Burst, note: str) -> dict:
    return {"note": note, "seen": one.notes.last().pk}


def test_the_tabs_tell_how_many_wait_and_how_many_are_settled(admin, settled):
    burst(day="2026-03-17")
    burst(day="2026-03-18")
    assert [tab["count"] for tab in admin.get(URL).context["tabs"]] == [2, 1]


def test_the_list_leads_to_both(admin, settled):
    html = admin.get(SETTLED).content.decode()
    assert f'href="{page("correct", settled)}"' in html and f'href="{page("reopen", settled)}"' in html


def test_corrected_it_shows_both_notes_with_who_and_when(admin, settled):
    html = admin.get(page("correct", settled)).content.decode()
    assert 'value="야간 행사에서 받음"' in html and "김직원" in html
    answer = admin.post(page("correct", settled), sent(settled, "토요일 행사에서 받음"), follow=True)
    html = answer.content.decode()
    assert answer.redirect_chain == [(SETTLED, 302)] and "고쳐 적어 두었습니다" in html
    for word in ("야간 행사에서 받음", "김직원", "토요일 행사에서 받음", admin.user.name, "내용을 고침"):
        assert word in html


def test_the_same_words_are_told_to_change_nothing(admin, settled):
    answer = admin.post(page("correct", settled), sent(settled, "야간 행사에서 받음"), follow=True)
    assert "바뀐 것이 없습니다" in answer.content.decode() and settled.notes.count() == 1


def test_taken_up_again_it_waits_with_what_was_written(admin, settled):
    asked = admin.get(page("reopen", settled)).content.decode()
    assert "야간 행사에서 받음" in asked
    answer = admin.post(page("reopen", settled), sent(settled, "신청이 또 취소됨"), follow=True)
    html = answer.content.decode()
    assert answer.redirect_chain == [(URL, 302)] and "신청이 또 취소됨" in html
    assert "다시 확인하기로 함" in html and "야간 행사에서 받음" in html
    settled.refresh_from_db()
    assert settled.settled_by is None


@pytest.mark.parametrize("act", ["correct", "reopen"])
@pytest.mark.parametrize(
    ("note", "says"),
    [("", "적지 않았습니다"), ("응", "다섯 글자 이상"), ("010-0000-5678로 확인", "전화번호로 보이는 숫자")],
)
def test_a_note_that_will_not_do_stands_at_its_field(admin, settled, act, note, says):
    answer = admin.post(page(act, settled), sent(settled, note))
    assert says in answer.context["form"].errors["note"][0] and answer.status_code == 200
    assert settled.notes.count() == 1


@pytest.mark.parametrize("act", ["correct", "reopen"])
def test_what_another_wrote_meanwhile_is_shown_beside_ones_own_words(admin, settled, act):
    stale = sent(settled, "나중에 적은 내용")
    domain.correct(**sent(settled, "먼저 고친 내용"), burst=settled, by=UserFactory(name="박직원"))
    html = admin.post(page(act, settled), stale).content.decode()
    assert "그 사이 박직원 님이 바꾸었습니다." in html
    assert "먼저 고친 내용" in html and 'value="나중에 적은 내용"' in html
    again = {**stale, "seen": settled.notes.last().pk}
    assert f'name="seen" value="{again["seen"]}"' in html
    assert admin.post(page(act, settled), again).status_code == 302


@pytest.mark.parametrize("act", ["correct", "reopen"])
def test_what_waits_already_is_led_back_to_the_list(admin, settled, act):
    domain.reopen(**sent(settled, "다시 봅니다"), burst=settled, by=UserFactory())
    answer = admin.get(page(act, settled), follow=True)
    assert answer.redirect_chain == [(URL, 302)] and "지금 확인할 것에 있습니다" in answer.content.decode()
    assert admin.get(f"{URL}0/{act}/").status_code == 404


@pytest.mark.parametrize("act", ["correct", "reopen"])
def test_only_who_checks_figures(as_role, settled, act):
    officer = as_role(RoleCode.OFFICER)
    assert officer.get(page(act, settled)).status_code == 403
    assert officer.post(page(act, settled), sent(settled, "고친 내용입니다")).status_code == 403
    assert settled.notes.count() == 1
