import json

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from enrollment.enums import Channel
from enrollment.models import District
from notices import channels
from notices.channels.base import Outgoing, Verdict
from notices.domain import audience, chunks, deliver, life, opt_out_token, preview
from notices.forms.campaign import CampaignForm
from notices.models import AlimtalkTemplate, Campaign, Subscription
from notices.segment import Segment
from notices.validators import alimtalk
from portal.accounts.enums import RoleCode
from tests.factories.accounts import DISTRICT, staff
from tests.factories.resident_numbers import RESIDENT_NUMBER
from tests.notices.campaigns import SMS_BODY, approved_campaign, content, in_review
from tests.notices.crowd import crowd
from tests.notices.falling_back import template

pytestmark = pytest.mark.django_db

VALUES = {"행사명": "구두바자회"}


def talking(**changes) -> life.Content:
    values = {"alimtalk_template": template(), "alimtalk_values": VALUES, **changes}
    return content(channels=("alimtalk",), **values)


def problems(**changes) -> dict:
    campaign = life.assembled(talking(**changes), District.objects.get(code=DISTRICT))
    return alimtalk.missing(campaign)


def test_it_goes_out_as_the_approved_template_with_the_values_of_each(sms_gateway):
    campaign = approved_campaign(channels=("alimtalk",))
    campaign.alimtalk_template, campaign.alimtalk_values = template(), VALUES
    campaign.save()
    [row] = crowd(campaign, 1, channel="sms")
    campaign.deliveries.update(channel="alimtalk")
    for chunk_id in chunks.cut(campaign):
        deliver.deliver_chunk(chunk_id, "worker-1")
    [sent] = sms_gateway.store.newest(limit=5)
    assert (sent.kind, sent.recipient) == ("ATA", row.contact.value)
    code, *values = sent.text.split("\n")
    assert code == "KA01TP1"
    assert dict(value.split(" ", 1) for value in values) == {
        "#{이름}": row.person.name,
        "#{동}": row.person.household.dong.name,
        "#{행사명}": "구두바자회",
        "#{수신설정}": opt_out_token.url(row.person_id, campaign.pk),
    }
    row.refresh_from_db()
    assert row.state == "handed_over" and row.gateway_ref == sent.message_id


def test_it_rests_on_the_wish_for_texts():
    campaign = approved_campaign(channels=("sms",))
    crowd(campaign, 3, channel="sms")
    Subscription.objects.filter(person=campaign.deliveries.first().person_id).update(channel="email")
    segment = Segment(topic="culture", channels=("alimtalk",))
    counted = audience.count(segment, campaign.kind, district=DISTRICT)
    texts = audience.count(Segment(topic="culture", channels=("sms",)), campaign.kind, district=DISTRICT)
    assert counted.by_channel == {"alimtalk": texts.by_channel["sms"]}


def test_a_complete_one_has_no_problems():
    assert problems() == {}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"alimtalk_template": None}, "alimtalk_template"),
        ({"alimtalk_values": {}}, "alimtalk_values"),
        ({"alimtalk_values": VALUES | {"없는것": "값"}}, "alimtalk_values"),
        ({"alimtalk_values": {"행사명": "가" * 995}}, "alimtalk_values"),
        ({"kind": "promotional"}, "channels"),
        ({"falls_back": True, "sms_body": ""}, "sms_body"),
    ],
)
def test_what_is_missing_is_named_at_its_field(change, field):
    assert set(problems(**change)) == {field}


@pytest.mark.parametrize("change", [{"is_open": False}, {"approved_on": None}])
def test_a_template_that_is_closed_or_not_approved_keeps_it_from_review(change):
    assert set(problems(alimtalk_template=template(code="x", **change))) == {"alimtalk_template"}


def test_a_gateway_that_knows_no_alimtalk_is_told_before_review(settings):
    settings.SMS_URL = "nhn://KEY:SECRET@127.0.0.1:1?scheme=http&from=0222865000"
    assert set(problems()) == {"channels"}
    message = Outgoing(reference="d1", address="01000001234", subject="", text="글", template="T")
    assert channels.of("alimtalk").send([message])[0].verdict is Verdict.CONFIGURATION


def test_template_values_and_fallback_are_part_of_what_is_approved():
    campaign = in_review(channels=("alimtalk",), alimtalk_template=template(), alimtalk_values=VALUES)
    seen = life.content_hash(campaign)
    for change in ({"alimtalk_values": {"행사명": "다른 행사"}}, {"falls_back": True}):
        for name, value in change.items():
            setattr(campaign, name, value)
        assert life.content_hash(campaign) != seen
        campaign.refresh_from_db()


def test_a_campaign_by_alimtalk_passes_review():
    with pytest.raises(ValidationError):
        in_review(channels=("alimtalk",))
    campaign = in_review(channels=("alimtalk",), alimtalk_template=template(), alimtalk_values=VALUES)
    assert campaign.state == "in_review"


def test_the_preview_shows_it_and_the_text_it_may_fall_back_to():
    campaign = approved_campaign(channels=("alimtalk",))
    campaign.alimtalk_template, campaign.alimtalk_values, campaign.falls_back = template(), VALUES, True
    campaign.save()
    [row] = crowd(campaign, 1, channel="sms")
    campaign.deliveries.update(channel="alimtalk")
    sample = preview.of_person(campaign, row.person)
    assert row.person.name in sample.alimtalk and "구두바자회" in sample.alimtalk
    assert "#{" not in sample.alimtalk
    assert (sample.sms, sample.email) == (SMS_BODY, None)


def form(**changes) -> CampaignForm:
    data = {
        "title": "제목", "kind": "public_info", "topic": "culture", "channels": ["alimtalk"],
        "start_mode": "on_approval", "alimtalk_template": template().pk,
        "alimtalk_values": "행사명=구두바자회\n#{일시} = 9.27.(금) 10시=아침\n",
    }  # fmt: skip
    return CampaignForm(data | changes, district=District.objects.get(code=DISTRICT))


def test_the_form_reads_values_line_by_line():
    filled = form(falls_back="on")
    assert filled.is_valid(), filled.errors
    made = filled.content()
    assert made.alimtalk_values == {"행사명": "구두바자회", "일시": "9.27.(금) 10시=아침"}
    assert made.falls_back and made.alimtalk_template.code == "KA01TP1"
    [offered] = filled.alimtalk_templates()
    assert offered["asked"] == ["행사명"]


@pytest.mark.parametrize(
    "lines", ["행사명", "=값", "행사명=", "행사명=가\n행사명=나", f"행사명={RESIDENT_NUMBER}"]
)
def test_lines_that_are_no_values_are_refused(lines):
    assert set(form(alimtalk_values=lines).errors) == {"alimtalk_values"}


def test_a_template_that_cannot_be_used_is_not_offered():
    closed = template(code="closed", is_open=False)
    assert set(form(alimtalk_template=closed.pk).errors) == {"alimtalk_template"}


def test_people_are_not_asked_for_alimtalk():
    assert [channel.value for channel in Channel.wishes()] == ["sms", "email"]
    assert Channel.ALIMTALK.wish is Channel.SMS


ADMIN = "admin:notices_alimtalktemplate"


def entered(**changes):
    return {
        "code": "KA01TP9", "name": "안내", "body": "#{이름}님 안내", "approved_on": "2026-01-02",
        "is_open": "on", "buttons": json.dumps([{"name": "보기", "url": "https://example.kr"}]), **changes,
    }  # fmt: skip


def test_an_administrator_enters_a_template_and_cannot_reword_it(client):
    client.force_login(staff(RoleCode.ADMINISTRATOR))
    assert client.post(reverse(f"{ADMIN}_add"), entered()).status_code == 302
    made = AlimtalkTemplate.objects.get(code="KA01TP9")
    client.post(reverse(f"{ADMIN}_change", args=[made.pk]), entered(body="다른 글", is_open=""))
    made.refresh_from_db()
    assert (made.body, made.is_open) == ("#{이름}님 안내", False)


def test_the_approval_of_a_template_stays_once_a_campaign_uses_it(client):
    client.force_login(staff(RoleCode.ADMINISTRATOR))
    made, used = (
        AlimtalkTemplate.objects.create(code=code, name=code, body="안내", approved_on="2026-01-02")
        for code in ("KA01TP7", "KA01TP8")
    )
    in_review(channels=("alimtalk",), alimtalk_template=used)
    for one in (made, used):
        client.post(reverse(f"{ADMIN}_change", args=[one.pk]), entered(approved_on=""))
        one.refresh_from_db()
    assert (made.approved_on, str(used.approved_on), used.name) == (None, "2026-01-02", "안내")


def test_a_template_counts_among_what_is_approved_by_its_words():
    used = template()
    campaign = in_review(channels=("alimtalk",), alimtalk_template=used, alimtalk_values=VALUES)
    seen = life.content_hash(campaign)
    for change in ({"body": "다른 글"}, {"buttons": []}):
        with pytest.raises(ValidationError) as refused, transaction.atomic():
            AlimtalkTemplate.objects.filter(pk=used.pk).update(**change)
            changed = Campaign.objects.get(pk=campaign.pk)
            life.approve(campaign=changed, by=staff(RoleCode.APPROVER), seen_hash=seen)
        assert refused.value.code == "changed"


@pytest.mark.parametrize(
    "change",
    [
        {"body": "가" * 1001},
        {"buttons": '{"name": "보기"}'},
        {"buttons": json.dumps([{"name": "가" * 15, "url": "https://example.kr"}])},
        {"buttons": json.dumps([{"name": "보기", "url": "https://example.kr"}] * 6)},
        {"buttons": json.dumps([{"name": "보기"}])},
    ],
)
def test_a_template_kakao_could_not_have_approved_is_refused(client, change):
    client.force_login(staff(RoleCode.ADMINISTRATOR))
    assert client.post(reverse(f"{ADMIN}_add"), entered(**change)).status_code == 200
    assert not AlimtalkTemplate.objects.exists()


def test_officers_do_not_enter_templates(client):
    client.force_login(staff(RoleCode.OFFICER))
    assert client.get(reverse(f"{ADMIN}_changelist")).status_code in (302, 403)
