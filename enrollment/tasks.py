"""Thin entry points of the workers. Queues: settings, task routes."""

from celery import shared_task

from enrollment.domain import destroy


@shared_task(name="enrollment.tasks.destroy_due")
def destroy_due() -> None:
    """Destroy the personal data of people whose retention period is over."""
    destroy.destroy_due()
