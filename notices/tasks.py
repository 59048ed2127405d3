"""Thin entry points of the workers: take an id, delegate to the domain. Queues: settings, task routes."""

from celery import shared_task

from notices.domain import (
    bounces,
    campaign_figures,
    deliver,
    direct_poll,
    life,
    outbox,
    outbox_repair,
    preflight,
    receipt_poll,
    receive,
    recipient_list,
    responses,
    sweep,
)
from notices.domain.notice import anchor, check, ending, fallback, follow, hand_over, ladder, retention
from notices.domain.notice import round as rounds
from notices.domain.poll import box, reminders, traces
from notices.domain.poll import clock as poll_clock
from notices.domain.poll import retention as poll_retention
from notices.domain.reply import retention as reply_retention


@shared_task(name="notices.tasks.deliver_direct_message")
def deliver_direct_message(message_id: int) -> None:
    """Hand one direct message over."""
    outbox.deliver(message_id)


@shared_task(name="notices.tasks.dispatch")
def dispatch() -> None:
    """Hand chunks of campaigns over as long as any is due, for one shift."""
    deliver.work()


@shared_task(name="notices.tasks.climb_notices")
def climb_notices() -> None:
    """Take the next rung of every notice whose time has come."""
    ladder.climb_due()


@shared_task(name="notices.tasks.deliver_notices")
def deliver_notices() -> None:
    """Hand one window of messages of notices over."""
    hand_over.deliver_window()


@shared_task(name="notices.tasks.follow_notices")
def follow_notices() -> None:
    """Copy what became of the messages of notices, and let the next rung come where one failed."""
    follow.follow_messages()


@shared_task(name="notices.tasks.put_notices_on_paper")
def put_notices_on_paper() -> None:
    """Put on paper what nobody has seen on the day of paper; close the rounds that are over."""
    fallback.paper_due()
    ending.close_ended()


@shared_task(name="notices.tasks.apply_receipts")
def apply_receipts() -> None:
    """Apply the provider receipts that are due."""
    receive.apply_due()


@shared_task(name="notices.tasks.count_campaigns")
def count_campaigns() -> None:
    """Count what campaigns came to, where that can still change."""
    campaign_figures.count_due()


@shared_task(name="notices.tasks.poll_receipts")
def poll_receipts() -> None:
    """Ask the gateway for receipts, where its reports cannot reach us."""
    receipt_poll.poll()
    direct_poll.poll()


@shared_task(name="notices.tasks.count_responses")
def count_responses() -> None:
    """Tell people from machines among those who opened mails or followed links."""
    responses.count_due()


@shared_task(name="notices.tasks.read_bounces")
def read_bounces() -> None:
    """Read what came back to the bounce mailbox, where there is one."""
    bounces.poll()


@shared_task(name="notices.tasks.sweep_direct_messages")
def sweep_direct_messages() -> None:
    """Repair direct messages after a lost bell."""
    outbox_repair.sweep()


@shared_task(name="notices.tasks.settle_direct_messages")
def settle_direct_messages() -> None:
    """Ask what became of direct messages whose worker is gone or that nobody answered to."""
    outbox_repair.settle_abandoned()


@shared_task(name="notices.tasks.forget_old_messages")
def forget_old_messages() -> None:
    """Delete what is left of direct messages that were over long ago."""
    outbox_repair.forget_old()
    outbox_repair.blank_receipts()


@shared_task(name="notices.tasks.forget_old_lists")
def forget_old_lists() -> None:
    """Forget the people of lists uploaded long ago."""
    recipient_list.forget_old()


@shared_task(name="notices.tasks.sweep_campaigns")
def sweep_campaigns() -> None:
    """Repair campaigns after a crash or a lost bell, and finish those that are done."""
    sweep.sweep_campaigns()


@shared_task(name="notices.tasks.start_due")
def start_due() -> None:
    """Begin scheduled campaigns whose time has come."""
    life.start_due()


@shared_task(name="notices.tasks.keep_hours")
def keep_hours() -> None:
    """Let running campaigns rest for the night and go on in the morning."""
    life.keep_hours()


@shared_task(name="notices.tasks.open_and_close_polls")
def open_and_close_polls() -> None:
    """Open the polls whose time has come, close those whose time is over."""
    poll_clock.open_due()
    poll_clock.close_due()


@shared_task(name="notices.tasks.mix_ballots")
def mix_ballots() -> None:
    """Mix and count the ballots of every box in which enough lie."""
    box.mix_due()


@shared_task(name="notices.tasks.wipe_ballot_traces")
def wipe_ballot_traces() -> None:
    """Wipe what the files of the database still hold of emptied boxes and marks."""
    traces.wipe_due()


@shared_task(name="notices.tasks.probe_links")
def probe_links(campaign_id: int) -> None:
    """Ask whether the links of a campaign answer."""
    preflight.probe_links(campaign_id)


@shared_task(name="notices.tasks.anchor_evidence")
def anchor_evidence() -> None:
    """Anchor the evidence of notices once a day."""
    anchor.anchor_daily()


@shared_task(name="notices.tasks.check_evidence")
def check_evidence() -> None:
    """Look through all evidence of notices, and say in the log what was altered."""
    check.report()


@shared_task(name="notices.tasks.destroy_evidence")
def destroy_evidence() -> None:
    """Destroy notices whose evidence period is over, and rolls nothing was sent from; give up drafts whose
    day is over."""
    retention.destroy_evidence_due()
    retention.erase_unused_rolls()
    rounds.cancel_stale_drafts()


@shared_task(name="notices.tasks.forget_answers")
def forget_answers() -> None:
    """Erase replies and words of ballots whose period is over, who signed that is erased, and whom reminders
    of anonymous polls went to."""
    reply_retention.erase_due()
    poll_retention.forget_erased_people()
    poll_retention.erase_texts_due()
    reminders.forget_due()
