"""Thin entry points of the workers. Queues: settings, task routes."""

from celery import shared_task

from enrollment.domain import burst, claim, destroy, scan, waiting_expiry
from enrollment.domain.import_ import passes, retention


@shared_task(name="enrollment.tasks.destroy_due")
def destroy_due() -> None:
    """Destroy the personal data of people whose retention period is over, applications nobody decided, scans
    no form was saved for, and old codes."""
    waiting_expiry.remind()
    waiting_expiry.expire()
    scan.forget_pending()
    claim.forget_old_invitations()
    destroy.destroy_due()


@shared_task(name="enrollment.tasks.work_on_import")
def work_on_import(file_id: int) -> None:
    """Go on checking or importing a file."""
    passes.work(file_id)


@shared_task(name="enrollment.tasks.ring_imports_again")
def ring_imports_again() -> None:
    """Ring for imports whose worker died."""
    passes.ring_again()


@shared_task(name="enrollment.tasks.forget_import_cells")
def forget_import_cells() -> None:
    """Erase the cells of files nobody finished or fetched."""
    retention.forget_cells()


@shared_task(name="enrollment.tasks.find_bursts")
def find_bursts() -> None:
    """Look for unusual intake among the days that are over."""
    burst.find_recent()
