"""Was this useful? Looking counts nothing, a tap counts once, and few answers are not told."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from notices.domain import render, useful
from notices.domain.reply import reply_link
from notices.enums import CampaignKind
from notices.enums.notice import NoticeState
from notices.models import AddressedNotice, Campaign, Poll, UsefulMark
from notices.queries import useful as figures
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.enrollment import enroll
from tests.factories.notices import addressee, notice_of, round_of
from tests.notices.campaigns import approved_campaign
from tests.notices.notice.notice_pages import BORN, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    return approved_campaign(channels=("email",), email_subject="바자회", email_body="오세요")


@pytest.fixture
def person():
    return enroll().application.person


def page(campaign, person) -> str:
    return reverse("useful", args=[word(campaign, person)])


def word(campaign, person) -> str:
    return reply_link.make(Campaign, campaign.pk, person.pk)


def tapped(campaign, *answers: bool) -> None:
    for number, answer in enumerate(answers, start=1):
        token = reply_link.make(Campaign, campaign.pk, number)
        useful.say(useful.reader(token), answer)


def test_looking_counts_nothing_however_often(client, campaign, person):
    for _time in range(3):
        assert client.get(page(campaign, person)).status_code == 200
        client.head(page(campaign, person))
    client.get(page(campaign, person) + "?useful=yes")
    client.post(page(campaign, person), {"useful": "perhaps"})
    client.post(page(campaign, person), {})
    assert not UsefulMark.objects.exists()


def test_one_tap_counts_once_and_the_last_one_stands(client, campaign, person):
    for answer in ("yes", "yes", "no"):
        assert client.post(page(campaign, person), {"useful": answer}).status_code == 302
    mark = UsefulMark.objects.get()
    assert (mark.campaign, mark.is_useful) == (campaign, False)
    text = client.get(page(campaign, person)).content.decode()
    assert "‘도움이 되지 않았습니다’로 세었습니다" in text


def test_two_campaigns_and_two_people_are_counted_apart(client, campaign, person):
    other = approved_campaign(channels=("email",))
    for one in (campaign, other):
        client.post(page(one, person), {"useful": "yes"})
    client.post(page(campaign, enroll().application.person), {"useful": "no"})
    assert figures.of_campaign(campaign) == figures.Useful(yes=1, no=1)
    assert figures.of_campaign(other) == figures.Useful(yes=1, no=0)


@pytest.mark.django_db(transaction=True)
def test_the_same_tap_from_two_devices_is_one(campaign, person):
    address = page(campaign, person)

    def tap(_number) -> int:
        try:
            return Client().post(address, {"useful": "yes"}).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(tap, range(8))) == {302}
    assert UsefulMark.objects.count() == 1


def test_the_page_names_nobody_and_is_kept_by_no_cache(client, campaign, person):
    answer = client.get(page(campaign, person))
    assert person.name not in answer.content.decode()
    assert campaign.title in answer.content.decode()
    assert reverse("say_link", args=[word(campaign, person)]) in answer.content.decode()
    assert "no-store" in answer["Cache-Control"] and answer["X-Robots-Tag"] == "noindex"


def test_the_mark_tells_neither_who_nor_when():
    assert {field.name for field in UsefulMark._meta.get_fields()} == {
        "digest", "campaign", "notice_kind", "is_useful",
    }  # fmt: skip


@pytest.mark.parametrize("token", ["abc", "A" * 24, "바자회"])
def test_a_made_up_address_is_not_found(client, token):
    assert client.get(reverse("useful", args=[token])).status_code == 404
    assert client.post(reverse("useful", args=[token]), {"useful": "yes"}).status_code == 404
    assert not UsefulMark.objects.exists()


def test_the_word_of_something_else_opens_nothing_here(client, person):
    token = reply_link.make(Poll, 1, person.pk)
    assert client.post(reverse("useful", args=[token]), {"useful": "yes"}).status_code == 404


def test_the_link_of_a_preview_counts_nothing(client, campaign):
    for token in (reply_link.make(Campaign, campaign.pk), reply_link.make(Campaign, 0)):
        answer = client.post(reverse("useful", args=[token]), {"useful": "yes"})
        assert "시험으로 보낸 소식" in answer.content.decode()
    assert not UsefulMark.objects.exists()


def test_every_mail_but_an_invitation_asks_and_texts_do_not(campaign, person):
    recipient = render.Recipient(name="홍길동", dong_name="행당동", person_id=person.pk)
    mail = render.compile_content(campaign).email(recipient)
    address = f"/useful/{word(campaign, person)}/"
    assert address in mail.text and f'{address}"' in mail.html
    assert reply_link.address_of(word(campaign, person)) in mail.text
    assert "/useful/" not in render.compile_content(campaign).sms(recipient)
    invitation = approved_campaign(
        channels=("email",), kind=CampaignKind.POLL, email_subject="설문", email_body="{설문}"
    )
    text = render.compile_content(invitation).email(recipient).text
    assert "/useful/" not in text and "/say/" in text


class TestNotices:
    @pytest.fixture
    def notice(self) -> AddressedNotice:
        return notice_of(round_of(), addressee(birth_date=BORN), state=NoticeState.SERVING)

    def test_only_who_opened_it_is_asked_and_counted_once(self, client, notice):
        address = reverse("notice_useful", args=[notice.token])
        client.post(address, {"useful": "yes"})
        assert not UsefulMark.objects.exists()
        assert "도움이 되었나요?" in opened(client, notice).content.decode()
        assert client.get(address).status_code == 405
        for answer in ("yes", "no"):
            client.post(address, {"useful": answer})
        mark = UsefulMark.objects.get()
        assert (mark.notice_kind, mark.campaign, mark.is_useful) == (notice.round.kind, None, False)
        assert (
            'value="no" aria-pressed="true"'
            in client.get(reverse("notice_page", args=[notice.token])).content.decode()
        )

    def test_a_tap_is_no_evidence_and_no_viewing(self, client, notice):
        opened(client, notice)
        before = AddressedNotice.objects.values("state", "events").get(pk=notice.pk)
        client.post(reverse("notice_useful", args=[notice.token]), {"useful": "yes"})
        assert AddressedNotice.objects.values("state", "events").get(pk=notice.pk) == before


class TestFigures:
    def test_four_answers_are_not_told_and_five_are(self, client, campaign):
        client.force_login(staff(RoleCode.OFFICER))
        tapped(campaign, True, True, True, False)
        address = reverse("office_campaign", args=[campaign.pk])
        text = client.get(address).content.decode()
        assert "다섯 명 이상 답하면" in text and "75.0%" not in text
        tapped(campaign, True, True, True, False, True)
        text = client.get(address).content.decode()
        assert "80.0%" in text and "답한 5명 가운데" in text

    def test_side_by_side_and_by_topic(self, client, campaign):
        other = approved_campaign(topic="culture", channels=("email",))
        health = approved_campaign(topic="health", channels=("email",))
        tapped(campaign, *[True] * 5)
        tapped(other, True, False, False, False)
        tapped(health, True)
        client.force_login(staff(RoleCode.OFFICER))
        answer = client.get(reverse("office_comparison"))
        shown = {row.campaign.pk: row.useful for row in answer.context["rows"]}
        assert shown == {campaign.pk: 100.0, other.pk: None, health.pk: None}
        by_topic = [(topic.code, said.yes, said.no) for topic, said in answer.context["topics"]]
        assert by_topic == [("culture", 6, 3)]

    def test_kinds_of_notices_too(self, client):
        approved_campaign()
        notices = [notice_of(round_of()) for _one in range(5)]
        for notice in notices:
            useful.say(useful.reader_of(notice), True)
        client.force_login(staff(RoleCode.OFFICER))
        kinds = client.get(reverse("office_comparison")).context["kinds"]
        assert [(kind.code, said.yes) for kind, said in kinds] == [(notices[0].round.kind.code, 5)]
