"""When an anonymous poll is over its reminders tell nobody who had answered."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from notices.domain import campaign_figures
from notices.domain.poll import inviting, reminders
from notices.enums import CampaignState, DeliveryState
from notices.enums.poll import PollState
from notices.models import CampaignFigure, CampaignTold, Chunk, Delivery, MessageResponse, ReachedPerson
from notices.queries import campaigns, poll_invitations, progress
from notices.queries.reach import reached
from portal.accounts.enums import RoleCode
from portal.common import audit, figures_check
from tests.factories.accounts import staff
from tests.factories.polls import poll_of
from tests.notices.poll.asking import approve, carry_out, mark, person

pytestmark = pytest.mark.django_db

LATER = timedelta(days=6)


def reminded(officer, **changes):
    """A closed poll and its reminder: to two who were silent and one who answered before it left."""
    people = [person() for _number in range(4)]
    poll = poll_of(**changes)
    approver = staff(RoleCode.APPROVER)
    carry_out(approve(inviting.draft(poll=poll, by=officer), approver))
    mark(poll, people[0])
    reminder = approve(inviting.draft(poll=poll, is_reminder=True, by=officer), approver)
    mark(poll, people[1])
    carry_out(reminder)
    reminder.state, reminder.finished_at = CampaignState.FINISHED, timezone.now()
    reminder.save()
    poll.state, poll.closed_at = PollState.CLOSED, timezone.now()
    poll.save()
    return poll, reminder, people


def test_nothing_in_the_database_joins_a_reminder_with_anybody(officer, mail_sink):
    poll, reminder, people = reminded(officer)
    some = reminder.deliveries.filter(state=DeliveryState.HANDED_OVER).first()
    MessageResponse.objects.create(delivery=some, kind="open", at=timezone.now())
    ReachedPerson.objects.update_or_create(person=people[3], defaults={"campaign": reminder})
    assert reminders.forget_due(now=timezone.now() + LATER) == 1
    assert not Delivery.objects.filter(campaign=reminder).exists()
    assert not MessageResponse.objects.exists()
    assert not Chunk.objects.filter(campaign=reminder).exists()
    first = poll.campaigns.get(is_reminder=False)
    assert set(ReachedPerson.objects.values_list("campaign", flat=True)) == {first.pk}
    assert first.deliveries.count() == len(people)
    assert tables_with_campaign_and_person(reminder.pk) == set()


def tables_with_campaign_and_person(campaign_id: int) -> set[str]:
    """Tables with a person beside this campaign, whatever the columns are called."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.conrelid::regclass::text, ka.attname FROM pg_constraint a "
            "JOIN pg_attribute ka ON ka.attrelid = a.conrelid AND ka.attnum = a.conkey[1] "
            "WHERE a.contype = 'f' AND a.confrelid = 'notices_campaign'::regclass AND EXISTS ("
            "SELECT FROM pg_attribute p WHERE p.attrelid = a.conrelid AND p.attname = 'person_id')"
        )
        columns = [*cursor.fetchall(), ("notices_delivery", "campaign_id")]
        columns.append(("notices_reachedperson", "campaign_id"))
        for table, column in columns:
            cursor.execute(f"SELECT count(*) FROM {table} WHERE {column} = %s", [campaign_id])
            if cursor.fetchone()[0]:
                found.add(table)
    return found


def test_its_figures_stay(officer, mail_sink):
    poll, reminder, _people = reminded(officer)
    before = progress.figures(reminder)
    totals = campaigns.with_totals(poll.campaigns).get(pk=reminder.pk)
    whole = reached(poll.campaigns.all())
    assert reminders.forget_due(now=timezone.now() + LATER) == 1
    reminder.refresh_from_db()
    after = progress.figures(reminder)
    assert (after.rows, after.messages) == (before.rows, before.messages)
    assert (before.people, after.people) == (3, 2), "who was reached is kept"
    assert campaign_figures.count(reminder).is_final
    assert progress.counted(reminder) == [] and progress.figures(reminder).messages == 3
    assert before.of(DeliveryState.HANDED_OVER) == 2 and before.of(DeliveryState.WITHDRAWN) == 1
    again = poll_invitations.campaigns_of(poll).get(pk=reminder.pk)
    assert (again.messages, again.arrived) == (totals.messages, totals.arrived) == (3, 0)
    assert reached(poll.campaigns.all()) == whole


def test_who_it_reached_first_counts_with_the_invitation_and_the_nightly_check_is_content(officer, mail_sink):
    poll, reminder, people = reminded(officer)
    first = poll.campaigns.get(is_reminder=False)
    ReachedPerson.objects.update_or_create(person=people[3], defaults={"campaign": reminder})
    for campaign in (first, reminder):
        campaign_figures.count(campaign)
    assert reminders.forget_due(now=timezone.now() + LATER) == 1
    newly = dict(CampaignTold.objects.values_list("campaign", "newly_reached"))
    assert newly == {first.pk: 4, reminder.pk: 0}
    assert figures_check.run().differences == []


def test_it_is_written_down_once(officer, mail_sink):
    _poll, reminder, _people = reminded(officer)
    now = timezone.now() + LATER
    assert (reminders.forget_due(now=now), reminders.forget_due(now=now)) == (1, 0)
    event = audit.history(reminder).get(action="campaign.forget_recipients")
    assert event.detail == {"messages": 3}
    assert CampaignFigure.objects.filter(campaign=reminder).count() == 2


def test_receipts_are_waited_for_and_named_polls_keep_their_lists(officer, mail_sink):
    _poll, reminder, _people = reminded(officer)
    _named, other, _others = reminded(officer, is_anonymous=False)
    assert reminders.forget_due(now=timezone.now() + timedelta(days=4)) == 0
    assert reminders.forget_due(now=timezone.now() + LATER) == 1
    assert reminder.deliveries.count() == 0
    assert other.deliveries.count() > 0


def test_the_list_says_why_it_is_empty(officer, client, mail_sink):
    _poll, reminder, _people = reminded(officer)
    reminders.forget_due(now=timezone.now() + LATER)
    client.force_login(officer)
    page = client.get(reverse("office_deliveries", args=[reminder.pk]))
    assert "받은 사람을 지웠습니다" in page.content.decode()
    overview = client.get(reverse("office_campaign", args=[reminder.pk]))
    assert "받은 사람 지움" in overview.content.decode()
