"""Verify the evidence of all addressed notices; ends with 1 and names rows when something was altered."""

from django.core.management.base import BaseCommand, CommandError

from notices.domain.notice.check import faults
from notices.models import EvidenceAnchor


class Command(BaseCommand):
    help = (
        "Verify chains, documents, certificates and daily anchors of addressed notices. "
        "Names rows by number, never people; ends with 1 when anything does not hold."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--noted",
            metavar="DIGEST",
            action="append",
            default=[],
            help="the digest of an anchor that was noted elsewhere: it must still be there; may be repeated",
        )

    def handle(self, *args, noted: list[str], **options) -> None:
        found = 0
        for fault in faults():
            found += 1
            self.stdout.write(str(fault))
        for digest in noted:
            if not EvidenceAnchor.objects.filter(digest=digest).exists():
                found += 1
                self.stdout.write(f"anchor {digest}: removed")
        if found:
            raise CommandError(f"{found} of the evidence does not hold.")
        self.stdout.write("All evidence holds.")
