"""Thin entry points of the workers."""

from celery import shared_task

from portal.dashboards.reports import reader, report


@shared_task(name="portal.dashboards.tasks.make_and_send_reports")
def make_and_send_reports() -> None:
    """The report of last month once it is due, then mails to those whose day has come."""
    report.make_due()
    reader.send_due()
