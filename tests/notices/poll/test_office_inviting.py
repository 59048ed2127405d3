"""Pages of asking people: campaigns drafted from a poll, the form to change them, samples, the poster."""

from io import BytesIO

import pytest
import zxingcpp
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from notices.domain.poll import poll_link, poster, sample
from notices.enums import CampaignKind, CampaignState
from notices.enums.poll import PollState, Route
from notices.models import Campaign, PollSample
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.enrollment import enroll
from tests.factories.polls import invite, poll_of
from tests.notices.office_pages import FORM
from tests.notices.test_office_draft import seen_in
from tests.pdf import pdf_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = staff(RoleCode.OFFICER)
    client.force_login(user)
    return user


def url(name: str, poll, *more) -> str:
    return reverse(name, args=[poll.pk, *more])


def test_from_the_page_of_a_poll_a_campaign_is_drafted_and_opened_for_changing(client, officer):
    enroll()
    poll = poll_of()
    page = client.get(url("office_poll", poll)).content.decode()
    assert "안내 보내기" in page and "다시 안내" not in page
    response = client.post(url("office_poll_invite", poll))
    campaign = Campaign.objects.get()
    assert response.url == reverse("office_campaign_edit", args=[campaign.pk])
    assert (campaign.kind, campaign.poll, campaign.is_reminder) == (CampaignKind.POLL, poll, False)
    form = client.get(response.url).content.decode()
    assert "설문 참여에 동의한 사람에게 보냅니다" in form and "{설문}" in form
    assert "저장한 대상 쓰기" not in form and 'name="tracks_responses"' not in form


def test_reminders_are_offered_once_somebody_was_asked(client, officer):
    poll = poll_of()
    client.post(url("office_poll_invite", poll), {"reminder": "1"})
    assert not Campaign.objects.exists()
    invite(poll)
    assert "다시 안내" in client.get(url("office_poll", poll)).content.decode()
    client.post(url("office_poll_invite", poll), {"reminder": "1"})
    assert Campaign.objects.get().is_reminder


def test_changed_in_the_form_it_stays_an_invitation(client, officer):
    enroll()
    poll = poll_of()
    for data in ({}, {"reminder": "1"}):
        invite(poll)
        edit = client.post(url("office_poll_invite", poll), data).url
        campaign = Campaign.objects.latest("id")
        posted = FORM | {
            "kind": CampaignKind.POLL, "topic": poll.topic.code, "title": "고친 안내",
            "sms_body": "[성동구] 설문 {설문}", "email_body": "설문: {설문}",
            "seen": seen_in(client.get(edit)),
        }  # fmt: skip
        panel = client.post(f"{reverse('office_campaign_check')}?campaign={campaign.pk}", posted)
        assert "받습니다" in panel.content.decode()
        assert client.post(edit, posted).status_code == 302
        campaign.refresh_from_db()
        assert (campaign.title, campaign.poll) == ("고친 안내", poll)
        assert campaign.is_reminder is bool(data)
        assert campaign.audience.get("unanswered") == (poll.pk if data else None)


def test_news_cannot_be_made_an_invitation_in_the_form(client, officer):
    page = client.get(reverse("office_campaign_new")).content.decode()
    assert 'value="poll"' not in page
    client.post(reverse("office_campaign_new"), FORM | {"kind": CampaignKind.POLL})
    assert not Campaign.objects.exists()


def test_who_only_looks_drafts_nothing(client):
    poll = poll_of()
    client.force_login(staff(RoleCode.APPROVER))
    page = client.get(url("office_poll", poll)).content.decode()
    assert "안내 보내기" not in page
    assert client.post(url("office_poll_invite", poll)).status_code == 403
    assert not Campaign.objects.exists()


def test_a_poll_of_another_district_is_not_found(client):
    poll = poll_of()
    client.force_login(staff(RoleCode.OFFICER, "1114000000"))
    for name in ("office_poll_samples", "office_poll_poster"):
        assert client.get(url(name, poll)).status_code == 404
    assert client.post(url("office_poll_invite", poll)).status_code == 404


def test_a_sample_is_drawn_verified_and_asked_from_its_page(client, officer):
    for _number in range(4):
        enroll()
    poll = poll_of()
    page = url("office_poll_samples", poll)
    too_many = client.post(page, {"unit": "person", "size": "1,009", "by_dong": "on", "seed": ""})
    assert "뽑을 수 있는 수(4)보다 많습니다" in too_many.content.decode()
    wrong = client.post(page, {"unit": "person", "size": "많이", "seed": "씨앗"}).content.decode()
    assert "뽑는 수가 올바르지 않습니다" in wrong and "붙임표만 쓸 수 있습니다" in wrong
    assert not PollSample.objects.exists()

    assert client.post(page, {"unit": "person", "size": "2", "by_dong": "on", "seed": "seed-1"}).url == page
    drawn = PollSample.objects.get()
    assert (drawn.seed, drawn.size, drawn.by_dong) == ("seed-1", 2, True)
    verify = url("office_poll_sample_verify", poll, drawn.pk)
    assert "처음과 똑같이 뽑혔습니다" in client.post(verify, follow=True).content.decode()
    stratum = drawn.strata.get()
    stratum.drawn = stratum.drawn[::-1]
    stratum.save()
    assert "처음과 다릅니다" in client.post(verify, follow=True).content.decode()

    client.post(url("office_poll_invite", poll), {"sample": drawn.pk})
    assert Campaign.objects.get().audience["list_id"] == drawn.recipients_id


def test_a_sample_of_another_poll_is_not_found(client, officer):
    enroll()
    drawn = sample.draw(poll=poll_of(), unit="person", size=1, by_dong=True, by=officer)
    other = poll_of()
    assert client.post(url("office_poll_sample_verify", other, drawn.pk)).status_code == 404
    assert client.post(url("office_poll_invite", other), {"sample": drawn.pk}).status_code == 404


def test_the_poster_is_a_tagged_page_with_the_open_address(client, officer):
    poll = poll_of(takes_web=True, title="구정 만족도 조사", title_en="Survey")
    response = client.get(url("office_poll_poster", poll))
    assert response["Content-Type"] == "application/pdf"
    file = PdfReader(BytesIO(response.content))
    [page] = file.pages
    assert [round(side) for side in page.mediabox[2:]] == [595, 842]
    assert "/StructTreeRoot" in file.trailer["/Root"]
    text = pdf_text(response.content)
    assert "구정 만족도 조사" in text and "Survey" in text and f"/p/open/{poll.slug}/" in text


def test_a_long_poster_is_one_page(client, officer):
    long = "구정을 어떻게 느끼시는지 여쭙니다. " * 60
    poll = poll_of(
        takes_web=True,
        title="가나다라" * 20,
        title_en="Survey " * 17,
        introduction=long,
        introduction_en="We ask. " * 200,
    )
    assert len(PdfReader(BytesIO(poster.pdf(poll))).pages) == 1


def test_the_code_on_the_poster_names_the_poster_as_its_route(client, officer):
    poll = poll_of(takes_web=True)
    [page] = PdfDocument(poster.pdf(poll))
    picture = page.render(scale=3).to_pil().convert("L")
    assert decoded(picture) == poll_link.open_url(poll.slug, Route.QR)


def decoded(picture: Image.Image) -> str:
    """What a telephone reads."""
    [found] = zxingcpp.read_barcodes(picture)
    return found.text


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"takes_web": False}, "안내받은 사람만"),
        ({"takes_web": True, "state": PollState.DRAFT}, "승인된 뒤부터"),
        ({"takes_web": True, "state": PollState.CLOSED}, "승인된 뒤부터"),
    ],
)
def test_without_an_open_page_there_is_no_poster(client, officer, changes, word):
    poll = poll_of(**changes)
    assert word in client.get(url("office_poll_poster", poll), follow=True).content.decode()


def test_the_page_of_a_poll_lists_its_campaigns(client, officer):
    poll = poll_of()
    client.post(url("office_poll_invite", poll))
    campaign = Campaign.objects.get()
    page = client.get(url("office_poll", poll)).content.decode()
    assert reverse("office_campaign", args=[campaign.pk]) in page
    assert campaign.state == CampaignState.DRAFT
