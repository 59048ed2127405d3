"""Campaigns that invite to a poll: whom, when, and with what."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from enrollment.enums import ConsentPurpose
from enrollment.models import ContactPoint
from notices.domain import audience, life, preflight
from notices.domain.opt_out import Scope, Visitor
from notices.domain.opt_out import stop as stop_by_link
from notices.domain.poll import inviting, poll_link, sample
from notices.enums import CampaignKind, CampaignState, DeliveryState
from notices.enums.poll import AgeBand, PollState, SampleUnit
from notices.models import Delivery, ElectionPeriod, PollInvitation, Subscription
from notices.validators import sms_text
from portal.accounts.enums import ApiScope
from portal.common.templatetags.korean import kdatetime
from tests.factories.polls import poll_of
from tests.notices.api import CAMPAIGNS, FIELDS, system
from tests.notices.campaigns import content
from tests.notices.poll.asking import approve, carry_out, content_of, person, states

pytestmark = pytest.mark.django_db


def test_it_goes_to_everybody_who_consents_whatever_they_subscribe_to(officer, approver, mail_sink):
    reader = person()
    type(reader).objects.filter(pk=reader.pk).update(birth_year=timezone.localdate().year - 36)
    no_news = person(topics=(), channels=())
    refuses = person(consents={purpose: purpose != "poll" for purpose in ConsentPurpose.values})
    poll = poll_of()
    campaign = approve(inviting.draft(poll=poll, by=officer), approver)
    assert campaign.state == CampaignState.SENDING
    carry_out(campaign)

    assert states(campaign) == {DeliveryState.HANDED_OVER: 2}
    assert set(poll.invitations.values_list("person_id", flat=True)) == {reader.pk, no_news.pk}
    assert not PollInvitation.objects.filter(person=refuses).exists()
    kept = poll.invitations.get(person=reader)
    assert (kept.dong_id, kept.age_band) == (reader.household.dong_id, AgeBand.THIRTIES)


def test_of_a_family_that_shares_a_phone_each_is_asked_by_their_own_address(officer, approver, sms_gateway):
    one, other = (person(email="", channels=("sms",)) for _number in range(2))
    theirs = ContactPoint.objects.get(person=one)
    ContactPoint.objects.filter(person=other).update(value=theirs.value, index=theirs.index)
    poll = poll_of()
    campaign = approve(inviting.draft(poll=poll, by=officer), approver)
    carry_out(campaign)

    texts = {message.text for message in sms_gateway.store.newest(limit=5)}
    for someone in (one, other):
        assert any(poll_link.url(poll.pk, someone.pk, "sms") in text for text in texts)
    assert len(texts) == 2


@pytest.mark.parametrize(
    ("age", "band"),
    [(9, "u20"), (19, "u20"), (20, "20s"), (69, "60s"), (70, "70s"), (99, "70s")],
)
def test_the_age_band_of_the_day_is_kept_as_the_enum_counts_it(officer, approver, age, band):
    year = timezone.localdate().year - age
    someone = person()
    type(someone).objects.filter(pk=someone.pk).update(birth_year=year)
    poll = poll_of()
    approve(inviting.draft(poll=poll, by=officer), approver)
    assert poll.invitations.get().age_band == band == AgeBand.at_age(age)


def test_the_text_fits_into_a_short_message_and_the_title_gives_way(officer, settings):
    settings.SITE_URL = "https://sotong.sd.go.kr"
    poll = poll_of(title="2026년 하반기 주요 사업에 대한 성동구민 만족도 조사 및 의견 수렴")
    for is_reminder in (False, True):
        text = inviting._text(poll, is_reminder)
        filled = text.replace("{설문}", poll_link.url(poll.pk, 1, "sms"))
        assert sms_text.measure(filled).kind == sms_text.SmsKind.SMS
        assert text.startswith("[성동구] 2026년")
        # Cut between words.
        assert poll.title.startswith(text.split("…")[0].removeprefix("[성동구] ") + " ")


@pytest.mark.parametrize("state", [PollState.CLOSED, PollState.CANCELLED])
def test_nobody_is_asked_about_a_poll_that_is_over(officer, state):
    with pytest.raises(ValidationError) as refused:
        inviting.draft(poll=poll_of(state=state), by=officer)
    assert refused.value.code == "over"


def test_it_is_approved_after_its_poll(officer, approver):
    person()
    poll = poll_of(state=PollState.IN_REVIEW)
    campaign = life.submit(campaign=inviting.draft(poll=poll, by=officer), by=officer)
    with pytest.raises(ValidationError, match="설문이 승인되어야"):
        approve(campaign, approver)
    assert not Delivery.objects.exists()


def test_approved_early_it_waits_until_the_poll_opens(officer, approver, mail_sink, client):
    person()
    opens = timezone.now() + timedelta(days=1)
    poll = poll_of(state=PollState.APPROVED, opens_at=opens)
    campaign = approve(inviting.draft(poll=poll, by=officer), approver)
    assert campaign.state == CampaignState.SCHEDULED
    client.force_login(officer)
    page = client.get(reverse("office_campaign", args=[campaign.pk])).content.decode()
    assert f"발송 시작: {kdatetime(opens)}" in page and "설문이 열리기를 기다림" in page
    assert reverse("office_poll", args=[poll.pk]) in page
    life.start_due()
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.SCHEDULED
    with pytest.raises(ValidationError) as refused:
        life.start(campaign=campaign, by=approver)
    assert refused.value.code == "unopened"

    poll.state, poll.opened_at = PollState.OPEN, timezone.now()
    poll.save()
    life.start_due()
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.SENDING


def test_planned_outside_the_days_of_the_poll_it_is_refused(officer):
    poll = poll_of(state=PollState.APPROVED, opens_at=timezone.now() + timedelta(days=2))
    campaign = inviting.draft(poll=poll, by=officer)
    campaign.start_mode = "at_time"
    for moment, word in ((poll.opens_at - timedelta(hours=1), "열립니다"), (poll.closes_at, "마감합니다")):
        campaign.send_at = moment
        found = [one for one in preflight.examine_now(campaign) if one.code == "poll"]
        assert [one.level for one in found] == [preflight.Level.REFUSE]
        assert word in found[0].message and found[0].field == "send_at"


def test_what_an_invitation_lacks_and_what_is_none_is_refused(officer):
    person()
    poll = poll_of()
    campaign = inviting.draft(poll=poll, by=officer)
    campaign.sms_body, campaign.email_body = "[성동구] 설문", "설문에 답해 주세요."
    campaign.tracks_responses = True
    fields = {one.field for one in preflight.problems(preflight.examine_now(campaign))}
    assert fields == {"sms_body", "email_body", "tracks_responses"}

    news = life.assembled(content(sms_body="[성동구] {설문}"), poll.district)
    assert {one.field for one in preflight.problems(preflight.examine_now(news))} == {"sms_body"}


def test_two_sign_in_the_weeks_before_an_election_and_are_told_of_polls(officer):
    today = timezone.localdate()
    ElectionPeriod.objects.create(
        name="시험 선거", election_on=today + timedelta(days=90), publicity_from=today, events_from=today
    )
    campaign = inviting.draft(poll=poll_of(), by=officer)
    found = preflight.examine_now(campaign)
    assert preflight.needs_second_approver(found)
    assert any("제108조" in one.message for one in found)


def test_an_edit_makes_no_invitation_of_news_and_no_news_of_an_invitation(officer):
    poll = poll_of()
    invitation = inviting.draft(poll=poll, by=officer)
    with pytest.raises(ValidationError) as refused:
        life.edit(campaign=invitation, content=content(), by=officer)
    assert refused.value.code == "poll"
    news = life.draft(content=content(), district=poll.district, by=officer)
    with pytest.raises(ValidationError) as refused:
        life.edit(campaign=news, content=content_of(invitation), by=officer)
    assert refused.value.code == "poll"


def test_withdrawing_the_consent_stops_what_waits_and_ending_a_topic_does_not(officer, approver):
    someone = person(topics=("culture",))
    poll = poll_of()
    campaign = approve(inviting.draft(poll=poll, by=officer), approver)
    visitor = Visitor(person=someone, topic=poll.topic, campaign=campaign.pk)
    stop_by_link(visitor, Scope.ALL)
    assert not Subscription.objects.filter(ends_at=None).exists()
    assert states(campaign) == {DeliveryState.QUEUED: 1}
    stop_by_link(visitor, Scope.POLLS)
    assert states(campaign) == {DeliveryState.WITHDRAWN: 1}


def test_a_sample_is_asked_and_nobody_else(officer, approver, mail_sink):
    for _number in range(6):
        person()
    poll = poll_of()
    drawn = sample.draw(poll=poll, unit=SampleUnit.PERSON, size=2, by_dong=True, by=officer)
    campaign = approve(inviting.draft(poll=poll, sample=drawn, by=officer), approver)
    asked = set(campaign.deliveries.values_list("person_id", flat=True))
    assert asked == set(drawn.recipients.rows.values_list("person_id", flat=True))
    assert len(asked) == 2


def test_a_phone_that_is_dead_is_not_asked(officer):
    someone = person(email="", channels=("sms",))
    ContactPoint.objects.filter(person=someone).update(state="dead")
    campaign = inviting.draft(poll=poll_of(), by=officer)
    counts = audience.count(audience.segment_of(campaign), campaign.kind, district=campaign.district_id)
    assert counts.people == 0


def test_other_systems_follow_an_invitation_and_neither_make_nor_change_one(officer):
    office = system(ApiScope.CAMPAIGNS_DRAFT, ApiScope.CAMPAIGNS_READ)
    campaign = inviting.draft(poll=poll_of(), by=officer)
    path = f"{CAMPAIGNS}{campaign.pk}/"
    assert office.get(path).json()["kind"] == CampaignKind.POLL
    assert office.draft(kind="poll").status_code == 400
    assert office.put(path, FIELDS).status_code == 409
    campaign.refresh_from_db()
    assert campaign.kind == CampaignKind.POLL
