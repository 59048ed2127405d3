"""Campaigns that invite to a poll: whom, when, how often, and what is taken back."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from enrollment.enums import ConsentPurpose
from enrollment.models import ContactPoint
from notices.domain import audience, deliver, life, preflight
from notices.domain.bells import worker_name
from notices.domain.opt_out import Scope, Visitor
from notices.domain.opt_out import stop as stop_by_link
from notices.domain.poll import closing, inviting, poll_link, sample
from notices.domain.poll import poll as polls
from notices.enums import CampaignKind, CampaignState, DeliveryState, PastResponse, StopReason
from notices.enums.poll import AgeBand, PollState, SampleUnit
from notices.models import AnsweredMark, Campaign, Delivery, ElectionPeriod, PollInvitation, Subscription
from notices.queries.poll_marks import mark_of
from notices.validators import sms_text
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.enrollment import enroll
from tests.factories.polls import poll_of
from tests.notices.campaigns import content

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return staff(RoleCode.OFFICER)


@pytest.fixture
def approver():
    return staff(RoleCode.APPROVER)


def person(**changes):
    return enroll(**changes).application.person


def approve(campaign: Campaign, approver) -> Campaign:
    if campaign.state == CampaignState.DRAFT:
        campaign = life.submit(campaign=campaign, by=campaign.drafted_by)
    return life.approve(campaign=campaign, by=approver, seen_hash=life.content_hash(campaign))


def carry_out(campaign: Campaign) -> None:
    for chunk_id in list(campaign.chunks.values_list("id", flat=True)):
        deliver.deliver_chunk(chunk_id, worker_name())


def states(campaign: Campaign) -> dict:
    return dict(Counter(campaign.deliveries.values_list("state", flat=True)))


def mark(poll, someone) -> None:
    AnsweredMark.objects.create(poll=poll, digest=mark_of(poll.pk, someone.pk))


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


def test_a_reminder_goes_to_whom_was_invited_and_has_not_answered(officer, approver, mail_sink):
    answered, silent = person(), person()
    poll = poll_of()
    first = approve(inviting.draft(poll=poll, by=officer), approver)
    carry_out(first)
    newcomer = person()
    mark(poll, answered)

    reminder = inviting.draft(poll=poll, is_reminder=True, by=officer)
    counts = audience.count(audience.segment_of(reminder), reminder.kind, district=poll.district_id)
    assert counts.people == 1
    reminder = approve(reminder, approver)
    carry_out(reminder)
    assert list(reminder.deliveries.values_list("person_id", flat=True)) == [silent.pk]
    assert not poll.invitations.filter(person=newcomer).exists(), "a reminder invites nobody new"
    assert "아직 답하지 않았고" in audience.sentence(audience.segment_of(reminder), reminder.kind)


def test_who_answers_before_a_reminder_leaves_is_withdrawn_at_the_claim(officer, approver, mail_sink):
    people = [person() for _number in range(3)]
    poll = poll_of()
    carry_out(approve(inviting.draft(poll=poll, by=officer), approver))
    reminder = approve(inviting.draft(poll=poll, is_reminder=True, by=officer), approver)
    mark(poll, people[1])
    carry_out(reminder)

    assert states(reminder) == {DeliveryState.HANDED_OVER: 2, DeliveryState.WITHDRAWN: 1}
    stopped = reminder.deliveries.get(state=DeliveryState.WITHDRAWN)
    assert (stopped.person_id, stopped.reason) == (people[1].pk, StopReason.ANSWERED)
    reminder.refresh_from_db()
    assert reminder.state == CampaignState.FINISHED


def test_a_reminder_of_a_poll_nobody_was_asked_about_is_not_drafted(officer):
    for poll in (poll_of(), poll_of(state=PollState.APPROVED)):
        with pytest.raises(ValidationError) as refused:
            inviting.draft(poll=poll, is_reminder=True, by=officer)
        assert refused.value.code == "nobody"


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


def test_approved_early_it_waits_until_the_poll_opens(officer, approver, mail_sink):
    person()
    opens = timezone.now() + timedelta(days=1)
    poll = poll_of(state=PollState.APPROVED, opens_at=opens)
    campaign = approve(inviting.draft(poll=poll, by=officer), approver)
    assert campaign.state == CampaignState.SCHEDULED
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


def test_a_dropped_approval_takes_the_invitations_back(officer, approver, settings):
    person()
    poll = poll_of()
    campaign = inviting.draft(poll=poll, by=officer)
    Campaign.objects.filter(pk=campaign.pk).update(start_mode="by_hand")
    campaign.refresh_from_db()
    campaign = approve(campaign, approver)
    assert poll.invitations.count() == 1
    edited = content_of(campaign, title="고친 안내")
    life.edit(campaign=campaign, content=edited, by=officer)
    assert not poll.invitations.exists()


def content_of(campaign: Campaign, **changes) -> life.Content:
    columns = {name: getattr(campaign, name) for name in life.writing.COLUMNS}
    return life.Content(segment=audience.segment_of(campaign), **columns | changes)


def test_cancelled_half_way_whom_nothing_was_sent_to_is_uninvited(officer, approver, mail_sink, settings):
    settings.DISPATCH_CHUNK_SIZE = 1
    people = [person() for _number in range(3)]
    poll = poll_of()
    campaign = approve(inviting.draft(poll=poll, by=officer), approver)
    deliver.deliver_chunk(campaign.chunks.order_by("id").first().pk, worker_name())
    life.cancel(campaign=campaign, by=officer)
    reached = campaign.deliveries.get(state=DeliveryState.HANDED_OVER).person_id
    assert list(poll.invitations.values_list("person_id", flat=True)) == [reached]
    assert reached in {one.pk for one in people}


def test_who_another_campaign_asked_stays_invited(officer, approver, mail_sink):
    person()
    poll = poll_of()
    carry_out(approve(inviting.draft(poll=poll, by=officer), approver))
    again = inviting.draft(poll=poll, by=officer)
    Campaign.objects.filter(pk=again.pk).update(start_mode="by_hand")
    again.refresh_from_db()
    again = approve(again, approver)
    life.cancel(campaign=again, by=officer)
    assert poll.invitations.count() == 1


def test_with_its_close_a_poll_stops_asking(officer, approver):
    person()
    poll = poll_of()
    campaign = approve(inviting.draft(poll=poll, by=officer), approver)
    closing.close(poll=poll, by=officer)
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.CANCELLED
    assert states(campaign) == {DeliveryState.WITHDRAWN: 1}
    assert not poll.invitations.exists()


def test_a_reminder_that_began_as_its_poll_closed_reaches_nobody_and_is_given_up(
    officer, approver, mail_sink, client
):
    person()
    poll = poll_of()
    carry_out(approve(inviting.draft(poll=poll, by=officer), approver))
    reminder = approve(inviting.draft(poll=poll, is_reminder=True, by=officer), approver)
    type(poll).objects.filter(pk=poll.pk).update(state=PollState.CLOSED)
    carry_out(reminder)
    assert states(reminder) == {DeliveryState.WITHDRAWN: 1}

    late = approve_late(poll, officer, approver)
    life.keep_hours()
    late.refresh_from_db()
    assert late.state == CampaignState.CANCELLED
    client.force_login(officer)
    page = client.get(reverse("office_campaign", args=[late.pk])).content.decode()
    assert "시스템" in page


def approve_late(poll, officer, approver) -> Campaign:
    """An invitation that began in the moment in which the poll closed."""
    type(poll).objects.filter(pk=poll.pk).update(state=PollState.OPEN)
    poll.refresh_from_db()
    campaign = approve(inviting.draft(poll=poll, by=officer), approver)
    type(poll).objects.filter(pk=poll.pk).update(state=PollState.CLOSED)
    return campaign


def test_a_cancelled_poll_gives_up_what_waits_for_it(officer, approver):
    person()
    poll = poll_of(state=PollState.APPROVED, opens_at=timezone.now() + timedelta(days=1))
    campaign = approve(inviting.draft(poll=poll, by=officer), approver)
    polls.cancel(poll=poll, reason="다시 만듭니다", by=officer)
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.CANCELLED


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


def test_sent_again_a_reminder_still_leaves_out_who_answered(officer, approver, mail_sink):
    answered, silent = person(), person()
    poll = poll_of()
    carry_out(approve(inviting.draft(poll=poll, by=officer), approver))
    reminder = approve(inviting.draft(poll=poll, is_reminder=True, by=officer), approver)
    life.cancel(campaign=reminder, by=officer)
    mark(poll, answered)
    again = life.resend(campaign=reminder, whom=PastResponse.FAILED, by=officer)
    assert (again.kind, again.poll, again.is_reminder) == (CampaignKind.POLL, poll, True)
    segment = audience.segment_of(again)
    assert audience.sample(segment, again.kind, district=poll.district_id, limit=9) == [silent.pk]


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
