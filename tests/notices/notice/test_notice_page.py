"""The page of a notice: nothing of the person before the proof, and a mere look counts as nothing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enrollment.models import Person
from notices.domain.notice import document
from notices.enums.notice import NoticeState, PaperReason
from notices.models import AddressedNotice, NoticeRequest, NoticeRound
from tests.factories.notices import notice_of
from tests.notices.notice.notice_pages import (
    NAME,
    PLACE,
    UNIT,
    leaks,
    opened,
    owner_of,
    page,
    serving,
    state_of,
)
from tests.pdf import pdf_text

pytestmark = pytest.mark.django_db


SCANNERS = [
    "Mozilla/5.0 (compatible; Microsoft Outlook SafeLinks)",
    "GoogleImageProxy",
    "facebookexternalhit/1.1; kakaotalk-scrap/1.0",
    "Mozilla/5.0 (Macintosh) AppleWebKit/601.2.4 (KHTML, like Gecko) Slackbot-LinkExpanding 1.0",
    "Mozilla/5.0 (compatible; Barracuda Sentinel)",
    "curl/8.5.0",
    "",
]


@pytest.fixture
def notice(db) -> AddressedNotice:
    return serving()


@pytest.mark.parametrize("name", ["notice_page", "notice_code", "notice_not_me"])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_before_the_proof_nothing_of_the_person_shows(client, notice, name, language):
    client.cookies["django_language"] = language
    answer = client.get(page(notice, name))
    assert answer.status_code == 200
    assert leaks(answer, notice) == []
    assert "noindex" in answer["X-Robots-Tag"] and "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("name", ["notice_file", "notice_calendar", "notice_defer"])
def test_the_rest_leads_to_the_door(client, notice, name):
    answer = client.get(page(notice, name))
    assert answer.status_code == 302 and answer["Location"] == page(notice)


def test_who_sent_it_and_whom_to_call_is_said(client, notice):
    body = client.get(page(notice)).content.decode()
    assert "성동구청" in body and "시험 훈련 통지" in body and "02-2286-0000" in body


@pytest.mark.parametrize("agent", SCANNERS)
@pytest.mark.parametrize("method", ["get", "head"])
def test_scanners_and_previews_count_as_nothing(notice, agent, method):
    before = state_of(notice)
    names = ("notice_page", "notice_code", "notice_file", "notice_calendar", "notice_not_me", "notice_defer")
    for headers in (
        {},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"X-Moz": "prefetch"},
    ):
        client = Client(headers={"User-Agent": agent, **headers})
        for name in names:
            assert getattr(client, method)(page(notice, name)).status_code in (200, 302)
    assert state_of(notice) == before == (NoticeState.SERVING, 0, 0)


@pytest.mark.parametrize("name", ["notice_sign", "notice_close"])
def test_a_link_cannot_sign_or_close(client, notice, name):
    assert client.get(page(notice, name)).status_code == 405


def test_a_form_without_a_token_of_ours_opens_nothing(notice):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(page(notice), {"birth_date": "19870315"}).status_code == 403
    assert state_of(notice) == (NoticeState.SERVING, 0, 0)


def test_the_right_birth_date_shows_the_document(client, notice):
    answer = opened(client, notice)
    body = answer.content.decode()
    for part in (NAME, PLACE, UNIT, "훈련 통지서", "민방위기본법 제24조", "확인했습니다", "연기 신청"):
        assert part in body
    assert state_of(notice)[0] == NoticeState.SEEN
    assert "no-store" in answer["Cache-Control"]


def test_looking_again_adds_no_evidence(client, notice):
    opened(client, notice)
    before = state_of(notice)
    client.get(page(notice))
    client.get(page(notice, "notice_file"))
    assert state_of(notice) == before


def test_the_document_stays_korean_on_the_english_page(client, notice):
    client.cookies["django_language"] = "en"
    body = opened(client, notice).content.decode()
    assert '<html lang="en"' in body and '<article class="letter" lang="ko">' in body
    assert "법적 근거: 민방위기본법 제24조" in body


def test_another_browser_sees_the_door(client, notice):
    opened(client, notice)
    assert leaks(Client().get(page(notice)), notice) == []


def test_one_open_notice_opens_no_other(client, notice):
    other = notice_of(notice.round, name="다른이", state=NoticeState.SERVING)
    opened(client, notice)
    assert "다른이" not in client.get(page(other)).content.decode()


def test_the_grant_ends_after_half_an_hour_or_by_closing(client, notice):
    opened(client, notice)
    session = client.session
    session["notices_open"][str(notice.pk)]["until"] = timezone.now().timestamp() - 1
    session.save()
    assert leaks(client.get(page(notice)), notice) == []
    opened(client, notice)
    client.post(page(notice, "notice_close"))
    assert leaks(client.get(page(notice)), notice) == []


def test_signing_by_a_tap(client, notice):
    assert client.post(page(notice, "notice_sign"))["Location"] == page(notice)
    assert AddressedNotice.objects.get(pk=notice.pk).signed_at is None
    opened(client, notice)
    answer = client.post(page(notice, "notice_sign"), follow=True)
    assert "수령증에 서명했습니다" in answer.content.decode()
    assert AddressedNotice.objects.get(pk=notice.pk).signed_at


def test_the_file_is_what_was_fixed(client, notice):
    opened(client, notice)
    answer = client.get(page(notice, "notice_file"))
    assert answer["Content-Type"] == "application/pdf"
    assert NAME not in answer["Content-Disposition"]
    assert answer.content == document.pdf(AddressedNotice.objects.get(pk=notice.pk))
    assert NAME in pdf_text(answer.content)


def test_the_calendar_names_nobody(client, notice):
    opened(client, notice)
    answer = client.get(page(notice, "notice_calendar"))
    body = answer.content.decode()
    assert answer["Content-Type"].startswith("text/calendar")
    event = notice.round.event_on
    assert f"DTSTART:{event:%Y%m%d}T000000Z" in body  # 09:00 in Seoul
    assert NAME not in body and notice.token not in body
    assert all(len(line.encode()) <= 75 for line in body.split("\r\n"))


@pytest.mark.parametrize("token", ["nosuchtoken1", "a" * 40, "%2e%2e"])
def test_an_unknown_address(client, token):
    assert client.get(f"/n/{token}/").status_code == 404


def test_a_cancelled_round(client, notice):
    opened(client, notice)
    notice.round.state = "cancelled"
    notice.round.save()
    answer = client.get(page(notice))
    assert answer.status_code == 410 and leaks(answer, notice) == []
    assert "취소" in answer.content.decode()


def test_not_me_by_somebody_who_cannot_open_it(client, notice):
    answer = client.post(page(notice, "notice_not_me"), {"text": "잘못 왔습니다."}, follow=True)
    assert answer.status_code == 410 and "종이로 전합니다" in answer.content.decode()
    kept = AddressedNotice.objects.get(pk=notice.pk)
    assert (kept.state, kept.paper_reason) == (NoticeState.ON_PAPER, PaperReason.NOT_ME)
    assert NoticeRequest.objects.get().text == "잘못 왔습니다."
    client.post(page(notice), {"birth_date": "19870315"})
    assert leaks(client.get(page(notice)), notice) == []


def test_asking_for_a_deferral(client, notice):
    opened(client, notice)
    client.post(page(notice, "notice_defer"), {"text": " "})
    assert "이유를 입력하지 않았습니다" in client.get(page(notice, "notice_defer")).content.decode()
    answer = client.post(page(notice, "notice_defer"), {"text": "병원에 갑니다."}, follow=True)
    assert "연기 신청을 접수했습니다" in answer.content.decode()
    assert "답변 대기" in answer.content.decode()
    assert "이미 접수한 요청" in client.get(page(notice, "notice_defer")).content.decode()


def test_the_link_is_over_some_weeks_after_the_event(client, notice):
    event_on = timezone.localdate() - timedelta(days=31)
    serve_by, paper_on = (event_on - timedelta(days=gap) for gap in (7, 10))
    NoticeRound.objects.update(event_on=event_on, serve_by=serve_by, paper_on=paper_on)
    answer = client.get(page(notice))
    assert answer.status_code == 410 and leaks(answer, notice) == []
    assert client.post(page(notice), {"birth_date": "19870315"}).status_code == 410
    assert state_of(notice) == (NoticeState.SERVING, 0, 0)
    client.force_login(owner_of(notice))
    shown = client.post(reverse("my_notice_open", args=[notice.pk]), follow=True)
    assert PLACE in shown.content.decode()
    assert state_of(notice)[0] == NoticeState.SERVING


def test_the_link_of_an_erased_person_opens_nothing(client, notice):
    Person.objects.filter(pk=notice.person_id).update(
        erased_at=timezone.now(), name="", birth_date=None, birth_year=None, user=None
    )
    assert client.get(page(notice)).status_code == 410
    assert client.post(page(notice), {"birth_date": "19870315"}).status_code == 410


def test_a_destroyed_notice_is_not_found(client, notice):
    AddressedNotice.objects.update(erased_at=timezone.now(), document=None)
    assert client.get(page(notice)).status_code == 404


def test_on_paper_it_says_so_and_opens_all_the_same(client, notice):
    AddressedNotice.objects.update(
        state=NoticeState.ON_PAPER, paper_reason=PaperReason.WITHDRAWN, on_paper_at=timezone.now()
    )
    body = opened(client, notice).content.decode()
    assert "이 통지는 종이로도 전합니다." in body and "확인했습니다" not in body
    assert state_of(notice)[0] == NoticeState.ON_PAPER
