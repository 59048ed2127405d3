"""Thin entry points of the workers."""

from celery import shared_task

from portal.accounts import housekeeping


@shared_task(name="portal.accounts.tasks.forget_expired")
def forget_expired() -> None:
    """Remove drafts and codes whose time is over."""
    housekeeping.forget_expired()
