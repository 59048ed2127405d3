"""What an invitation says: an address for each person and channel, and the first question in the mail."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from enrollment.enums import ConsentPurpose
from enrollment.models import Change, EnrollmentPeriod
from notices.domain import opt_out, opt_out_token, preview, render, trial
from notices.domain.poll import inviting, poll_link
from notices.enums import CampaignKind
from notices.enums.poll import QuestionKind
from notices.models import AlimtalkTemplate, DirectMessage
from notices.poll_form import Choice, Form, Question, Section
from notices.queries import subscriptions
from notices.validators.campaign import missing
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.enrollment import enroll
from tests.factories.polls import invite, poll_of
from tests.notices.campaigns import approved_campaign

pytestmark = pytest.mark.django_db

HREF = re.compile(r'href="([^"]+)"')


def form_of(question: Question) -> Form:
    return Form((Section("s1", "", questions=(question,)),))


def invitation(**changes):
    return inviting.draft(poll=poll_of(**changes), by=staff(RoleCode.OFFICER))


def somebody(number: int = 7) -> render.Recipient:
    return render.Recipient("가나다", "행당1동", number, "resident@example.kr")


def links(page: str) -> list[str]:
    return [unescape(link) for link in HREF.findall(page)]


def test_each_person_and_channel_has_an_address_of_its_own():
    campaign = invitation()
    content = render.compile_content(campaign)
    mail, text = content.email(somebody()), content.sms(somebody())
    by_mail, by_text = (poll_link.url(campaign.poll_id, 7, channel) for channel in ("email", "sms"))
    assert by_mail in mail.text and by_text not in mail.text
    assert by_text in text and by_mail not in text
    assert by_mail not in content.email(somebody(8)).text
    read = poll_link.read(urlsplit(by_mail).path.split("/")[2])
    assert (read.poll_id, read.person_id, read.channel) == (campaign.poll_id, 7, "email")


def test_the_first_question_of_one_choice_is_answered_from_the_mail_by_a_link_for_each():
    question = Question(
        "q1", QuestionKind.SINGLE, "만족 <하십니까>?", choices=(Choice("a", "예 & 예"), Choice("b", "아니요"))
    )
    campaign = invitation(form=form_of(question))
    mail = render.compile_content(campaign).email(somebody())
    url = poll_link.url(campaign.poll_id, 7, "email")
    taps = [link for link in links(mail.html) if link.startswith(f"{url}?")]
    assert [parse_qs(urlsplit(link).query)["a"] for link in taps] == [["a"], ["b"]]
    assert "만족 &lt;하십니까&gt;?" in mail.html and "예 &amp; 예" in mail.html
    assert "question" not in mail.text and mail.text.count(url) == 1
    assert (mail.asked.text, mail.asked.choices) == ("만족 <하십니까>?", [("a", "예 & 예"), ("b", "아니요")])


def test_a_scale_is_offered_point_by_point_with_what_its_ends_mean():
    question = Question("q1", QuestionKind.SCALE, "얼마나?", scale_to=7, low_label="전혀", high_label="매우")
    campaign = invitation(form=form_of(question))
    page = render.compile_content(campaign).email(somebody()).html
    url = poll_link.url(campaign.poll_id, 7, "email")
    assert [link for link in links(page) if "?a=" in link] == [f"{url}?a={n}" for n in range(1, 8)]
    assert "1: 전혀, 7: 매우" in page
    assert render.compile_content(campaign).email(somebody()).asked.ends == "1: 전혀, 7: 매우"


@pytest.mark.parametrize("kind", [QuestionKind.MULTIPLE, QuestionKind.RANKING, QuestionKind.TEXT])
def test_what_takes_more_than_a_tap_is_not_offered(kind):
    choices = () if kind == QuestionKind.TEXT else (Choice("a", "가"), Choice("b", "나"))
    campaign = invitation(form=form_of(Question("q1", kind, "무엇입니까?", choices=choices)))
    page = render.compile_content(campaign).email(somebody()).html
    assert "?a=" not in page and "무엇입니까" not in page


def test_the_mail_on_the_wire_is_the_one_previewed(mail_sink):
    person = enroll().application.person
    campaign = invitation()
    campaign.save()
    shown = preview.of_person(campaign, person)
    content = render.compile_content(campaign)
    sent = content.outgoing("email", render.Recipient(person.name, "행당1동", 0, "a@example.kr"), "d1")
    import base64

    joined = b"".join(re.findall(rb"base64\r\n\r\n(.*?)--=_", sent.written.body, re.S)[1].split())
    # Each piece is encoded for itself, so lines may end in padding; blocks are decoded one by one.
    page = b"".join(base64.b64decode(block + b"==") for block in re.findall(rb"[^=]+", joined)).decode()
    assert [link for link in links(page) if "/p/" in link] == [
        link for link in links(shown.email.html) if "/p/" in link
    ]


def test_a_preview_and_a_test_send_belong_to_nobody(settings):
    officer = staff(RoleCode.OFFICER)
    campaign = inviting.draft(poll=poll_of(), by=officer)
    trial.send(campaign=campaign, channel="email", address=officer.email, by=officer)
    sent = DirectMessage.objects.get(purpose="test_send")
    assert poll_link.url(campaign.poll_id, 0, "email") in sent.text
    assert poll_link.read(poll_link.make(campaign.poll_id, 0, "email")).is_preview


def test_alimtalk_needs_a_template_with_the_address(settings):
    campaign = invitation()
    campaign.channels = ["alimtalk"]
    template = AlimtalkTemplate(code="T1", body="#{이름}님, 설문에 답해 주세요.", buttons=[], is_open=True)
    campaign.alimtalk_template = template
    assert "alimtalk_template" in missing(campaign)
    template.body = "#{이름}님, 설문: #{설문}"
    assert render.compile_content(campaign).alimtalk(somebody()) == (
        f"가나다님, 설문: {poll_link.url(campaign.poll_id, 7, 'alimtalk')}"
    )
    news = approved_campaign(channels=("alimtalk",))
    news.alimtalk_template = template
    assert "alimtalk_template" in missing(news)


@pytest.fixture
def asked():
    """Somebody who was asked, and the campaign that did."""
    return enroll(topics=("culture",)).application.person, approved_campaign(
        kind=CampaignKind.POLL, channels=("email",)
    )


def page_of(asked) -> str:
    person, campaign = asked
    return f"/u/{opt_out_token.make(person.pk, campaign.pk)}/"


def test_under_an_invitation_one_stops_being_asked_and_nothing_else(client, asked):
    person, _campaign = asked
    page = client.get(page_of(asked)).content.decode()
    assert 'value="polls"' in page and 'value="topic"' not in page
    assert subscriptions.has_consent(person, ConsentPurpose.POLL), "looking changes nothing"
    done = client.post(page_of(asked), {"scope": "polls"}, follow=True).content.decode()
    assert "이제 설문 안내를 보내지 않습니다" in done and 'value="polls"' not in done
    assert not subscriptions.has_consent(person, ConsentPurpose.POLL)
    assert subscriptions.open_choices(person)
    assert Change.objects.filter(person=person, purpose=ConsentPurpose.POLL).count() == 1
    client.post(page_of(asked), {"scope": "polls"})
    assert Change.objects.filter(person=person, purpose=ConsentPurpose.POLL).count() == 1


def test_the_button_of_the_mail_program_ends_being_asked(client, asked):
    person, _campaign = asked
    one_click = {"List-Unsubscribe": "One-Click"}
    assert client.post(f"{page_of(asked)}one-click/", one_click).status_code == 204
    assert not subscriptions.has_consent(person, ConsentPurpose.POLL)
    assert subscriptions.open_choices(person)


def test_a_link_lets_nobody_leave_who_uses_polls_alone(asked):
    person = enroll(services=("opinion_poll",), topics=(), channels=()).application.person
    _somebody, campaign = asked
    opt_out.one_click(opt_out.visitor(opt_out_token.make(person.pk, campaign.pk)))
    assert not subscriptions.has_consent(person, ConsentPurpose.POLL)
    assert EnrollmentPeriod.objects.filter(person=person, ends_on=None).exists()


def test_from_the_page_of_a_poll_one_stops_being_asked_too(client):
    poll = poll_of()
    invitation = invite(poll)
    page = client.get(urlsplit(poll_link.url(poll.pk, invitation.person_id, "sms")).path).content.decode()
    [stop] = [link for link in links(page) if link.startswith("/u/")]
    client.post(stop, {"scope": "polls"})
    assert not subscriptions.has_consent(invitation.person, ConsentPurpose.POLL)
    opened = poll_of(takes_web=True)
    assert "/u/" not in client.get(urlsplit(poll_link.open_url(opened.slug)).path).content.decode()


@pytest.mark.parametrize("refuse", [opt_out.by_carrier, opt_out.by_complaint])
def test_who_refuses_an_invitation_at_the_carrier_or_as_spam_is_asked_no_more(asked, refuse):
    person, campaign = asked
    refuse(person, approved_campaign().pk)
    assert subscriptions.has_consent(person, ConsentPurpose.POLL), "news was refused"
    refuse(person, campaign.pk)
    assert not subscriptions.has_consent(person, ConsentPurpose.POLL)
