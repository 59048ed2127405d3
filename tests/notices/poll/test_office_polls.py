"""Pages of polls in the office: drafting, questions, preview, review, and the ways out."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from notices.domain.poll import clock, poll
from notices.domain.poll.steps import content_hash
from notices.enums.poll import PollState
from notices.models import Poll
from notices.poll_form import Form
from portal.accounts.enums import RoleCode
from portal.accounts.roles import grant
from tests.factories.accounts import DISTRICT, staff
from tests.factories.polls import FORM
from tests.factories.resident_numbers import RESIDENT_NUMBER
from tests.notices.poll.drafts import approved, at, handed_in, made, settings_fields, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = staff(RoleCode.OFFICER)
    client.force_login(user)
    return user


def test_a_new_poll_has_one_section_and_waits_for_its_questions(client, officer):
    assert "아직 만든 설문이 없습니다" in text_of(client.get(reverse("office_polls")))
    answer = client.post(reverse("office_poll_new"), settings_fields())
    drafted = Poll.objects.get()
    assert answer.url == at("office_poll_questions", drafted)
    assert (drafted.drafted_by, drafted.is_anonymous, drafted.state) == (officer, True, PollState.DRAFT)
    assert len(Form.from_json(drafted.form).sections) == 1
    page = text_of(client.get(at("office_poll", drafted)))
    assert "질문을 다 적고, 고칠 곳으로 표시된 질문을 고쳐야 결재를 올릴 수 있습니다." in page
    assert "결재 올리기" not in page


def test_an_address_is_made_where_none_is_given(client, officer):
    day = timezone.localdate() + timedelta(days=1)
    assert made(client, slug="").slug == f"poll-{day:%Y%m%d}"
    assert made(client, slug="").slug == f"poll-{day:%Y%m%d}-2"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": ""}, "제목을 입력하지 않았습니다"),
        ({"title": RESIDENT_NUMBER}, "주민등록번호"),
        ({"topic": ""}, "관심분야를 고르지 않았습니다"),
        ({"opens_at": "언젠가"}, "때를 알아볼 수 없습니다"),
        ({"closes_at": "2013-09-01T10:00"}, "마감이 여는 때보다 빠르거나 같습니다"),
        ({"opens_at": "2013-09-01T10:00", "closes_at": "2013-10-01T10:00"}, "마감이 지났습니다"),
        ({"slug": "Library 1"}, "주소에는 영어 소문자"),
    ],
    ids=["title", "resident-number", "topic", "opening", "order", "past", "slug"],
)
def test_wrong_settings_are_told_at_their_field(client, officer, wrong, words):
    page = text_of(client.post(reverse("office_poll_new"), settings_fields(**wrong)))
    assert words in page and "error-summary" in page
    assert not Poll.objects.exists()


def test_an_address_that_is_taken_is_told_at_its_field(client, officer):
    made(client)
    page = client.post(reverse("office_poll_new"), settings_fields())
    assert page.context["form"].errors["slug"] == ["이미 쓰고 있는 주소입니다. 다른 이름을 적어 주세요."]


def test_settings_are_changed_unless_somebody_did_meanwhile(client, officer):
    drafted = made(client)
    url = at("office_poll_edit", drafted)
    seen = client.get(url).context["seen"]
    client.post(url, settings_fields(title="먼저 고침", seen=seen))
    page = client.post(url, settings_fields(title="나중에 고침", seen=seen))
    assert "화면을 여신 뒤에 설문이 바뀌었습니다" in text_of(page)
    assert Poll.objects.get().title == "먼저 고침"
    client.post(url, settings_fields(title="나중에 고침", seen=page.context["seen"], named="named"))
    assert (Poll.objects.get().title, Poll.objects.get().is_anonymous) == ("나중에 고침", False)


def test_the_preview_speaks_both_languages(client, officer):
    drafted = made(client)
    poll.change_form(poll=drafted, form=FORM, by=officer)
    url = at("office_poll_preview", drafted)
    korean, english = text_of(client.get(url)), text_of(client.get(f"{url}?lang=en"))
    assert "구정에 만족하십니까?" in korean and "Are you content" not in korean
    assert "Are you content with the district?" in english and "Library survey" in english
    assert "질문 1의 답이 ‘불만입니다’일 때만 묻습니다." in english


def test_only_a_draft_is_edited(client, officer):
    waits = handed_in(client, officer)
    for name, args in (
        ("office_poll_edit", ()),
        ("office_poll_questions", ()),
        ("office_poll_question", ("q1",)),
        ("office_poll_section", ("s1",)),
    ):
        assert client.get(at(name, waits, *args)).url == at("office_poll", waits)
    client.post(at("office_poll_return", waits))
    assert client.get(at("office_poll_questions", waits)).status_code == 200


def test_another_person_reads_and_approves(client, officer):
    waits = handed_in(client, officer)
    assert client.get(at("office_poll_review", waits)).status_code == 403
    client.force_login(staff(RoleCode.APPROVER))
    assert "결재할 설문" in text_of(client.get(reverse("office_polls")))
    assert "결재할 설문" in text_of(client.get(reverse("office")))
    page = client.get(at("office_poll_review", waits))
    assert "구정에 만족하십니까?" in text_of(page) and "안전" in text_of(page)
    stale = client.post(at("office_poll_approve", waits), {"seen_hash": "0" * 64}, follow=True)
    assert "읽는 동안 내용이 바뀌었습니다" in text_of(stale)
    client.post(at("office_poll_approve", waits), {"seen_hash": page.context["seen_hash"]})
    assert Poll.objects.get().state == PollState.APPROVED
    assert client.get(at("office_poll_review", waits)).url == at("office_poll", waits)


def test_whoever_may_do_both_does_not_approve_an_own_draft(client):
    both = staff(RoleCode.OFFICER)
    approves_too(both)
    client.force_login(both)
    waits = handed_in(client, both)
    page = client.get(at("office_poll_review", waits))
    assert page.status_code == 403 and "스스로 승인할 수 없습니다" in text_of(page)
    assert (
        client.post(at("office_poll_approve", waits), {"seen_hash": content_hash(waits)}).status_code == 403
    )
    assert Poll.objects.get().state == PollState.IN_REVIEW


def approves_too(user) -> None:
    grant(user=user, role=RoleCode.APPROVER, area_path=DISTRICT, starts_on=timezone.localdate(), by=None)


def test_a_poll_goes_back_with_a_reason_and_its_drafter_finds_it(client, officer):
    waits = handed_in(client, officer)
    client.force_login(staff(RoleCode.APPROVER))
    url = at("office_poll_return", waits)
    assert "이유를 적지 않았습니다" in text_of(client.post(url, {"reason": ""}))
    client.post(url, {"reason": "세 번째 질문이 어렵습니다"})
    client.force_login(officer)
    assert "돌려받은 내 설문" in text_of(client.get(reverse("office")))
    page = text_of(client.get(at("office_poll", waits)))
    assert page.count("세 번째 질문이 어렵습니다") == 2


def test_given_up_with_a_reason(client, officer):
    drafted = made(client)
    url = at("office_poll_cancel", drafted)
    assert "취소할까요" in text_of(client.get(url))
    client.post(url, {"reason": "예산이 없어졌습니다"})
    assert Poll.objects.get().state == PollState.CANCELLED
    assert "예산이 없어졌습니다" in text_of(client.get(at("office_poll", drafted)))
    assert client.get(url).url == at("office_poll", drafted)


def test_closed_early_and_published_by_an_approver(client, officer):
    approver = staff(RoleCode.APPROVER)
    running = approved(client, officer, approver)
    assert client.get(at("office_poll_close", running)).url == at("office_poll", running)
    Poll.objects.filter(pk=running.pk).update(state=PollState.OPEN, opened_at=timezone.now())
    assert "다시 열 수 없습니다" in text_of(client.get(at("office_poll_close", running)))
    client.post(at("office_poll_close", running))
    assert Poll.objects.get().state == PollState.CLOSED
    assert client.get(at("office_poll_publish", running)).status_code == 403
    client.force_login(approver)
    assert "공개할까요" in text_of(client.get(at("office_poll_publish", running)))
    client.post(at("office_poll_publish", running))
    assert Poll.objects.get().published_by == approver
    client.post(at("office_poll_unpublish", running))
    assert Poll.objects.get().published_at is None


def test_lists_are_narrowed_by_state(client, officer):
    made(client)
    assert "도서관 이용 만족도" in text_of(client.get(reverse("office_polls"), {"state": PollState.DRAFT}))
    page = text_of(client.get(reverse("office_polls"), {"state": PollState.CLOSED}))
    assert "조건에 맞는 설문이 없습니다" in page


def test_polls_of_another_district_are_not_there_and_others_see_none(client, officer):
    drafted = made(client)
    client.force_login(staff(RoleCode.OFFICER, "1111000000"))
    assert client.get(at("office_poll", drafted)).status_code == 404
    assert client.post(at("office_poll_submit", drafted)).status_code == 404
    for role in (RoleCode.DONG_STAFF, RoleCode.ADMINISTRATOR):
        client.force_login(staff(role))
        assert client.get(reverse("office_polls")).status_code == 403
    client.logout()
    assert client.get(reverse("office_polls")).status_code == 302


def test_an_officer_of_a_dong_alone_makes_no_poll(client):
    client.force_login(staff(RoleCode.OFFICER, f"{DISTRICT}/1120056000"))
    assert client.get(reverse("office_poll_new")).status_code == 403


def test_the_page_says_where_a_poll_stands(client, officer):
    running = approved(client, officer, staff(RoleCode.APPROVER))
    assert "저절로 열립니다" in text_of(client.get(at("office_poll", running)))
    Poll.objects.filter(pk=running.pk).update(opens_at=timezone.now() - timedelta(minutes=1))
    clock.open_due()
    page = text_of(client.get(at("office_poll", running)))
    # What was approved named another time: nobody answers for this one.
    assert "다시 결재해 주세요" in page
