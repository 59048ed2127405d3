"""Thin entry points of the workers."""

from celery import shared_task

from portal.common import figures_check, standing, summary


@shared_task(name="portal.common.tasks.count_summaries")
def count_summaries() -> None:
    """Count anew what the ledgers say has changed."""
    summary.catch_up()


@shared_task(name="portal.common.tasks.take_standing_figures")
def take_standing_figures() -> None:
    """Count how things stand, of everything whose time has come."""
    standing.take_due()


@shared_task(name="portal.common.tasks.check_figures")
def check_figures() -> None:
    """Once a night: compare figures with the ledgers, then keep what they were that day."""
    figures_check.run_due()
