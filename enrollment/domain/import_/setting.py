"""What is the same for every row of a table: its columns, catalogues, areas, and answers found before."""

from collections import defaultdict

from django.utils import timezone

from enrollment.domain.import_.areas import Areas
from enrollment.domain.import_.columns import squeeze
from enrollment.domain.import_.layout import Table
from enrollment.models import ImportFile
from enrollment.queries.known import Known


class Setting:
    """`today` is the day of the pass."""

    def __init__(self, file: ImportFile, table: Table, known: Known):
        self.file, self.table, self.known = file, table, known
        self.today = timezone.localdate()
        self.areas = Areas(file, known)
        self.plain = {code: column for column, code in table.columns.items() if code and ":" not in code}
        self.field_of = {
            column: code.replace("consent:", "consent_")
            for column, code in table.columns.items()
            if code and code != "sequence"
        }
        self.spread = {
            group: [
                (column, code.partition(":")[2])
                for column, code in table.columns.items()
                if code.startswith(f"{group}:")
            ]
            for group in ("service", "topic", "channel", "consent")
        }
        self.service_words = _catalogue_words(known.services.values())
        self.topic_words = _catalogue_words(known.topics.values())
        self.remembered: dict[str, dict] = defaultdict(dict)
        self.answers: dict = {}


def _catalogue_words(entries) -> dict[str, str]:
    """Words of a service or topic: its name, and the first word of it."""
    found = {}
    for entry in entries:
        for word in (squeeze(entry.name), entry.code, squeeze(entry.name.split()[0])):
            found.setdefault(word, entry.code)
    return found
