"""Who may be served electronically at this moment: enrolled for the service, consenting, and to be reached.

Asked when a roll is matched and once more when the round is approved.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from enrollment.enums import ContactState
from enrollment.models import Consent, ContactPoint, EnrollmentPeriod
from notices.enums.notice import PaperReason, RowNote
from notices.models import NoticeTerms
from notices.notice_terms import rungs_of

LOST_REASONS = {
    RowNote.NO_SERVICE: PaperReason.LEFT,
    RowNote.NOT_AGREED: PaperReason.WITHDRAWN,
    RowNote.NO_CONTACT: PaperReason.NO_CONTACT,
}
"""Why somebody goes on paper who had it all when the roll was matched."""


@dataclass(frozen=True, slots=True)
class Standing:
    """`lacks` is what keeps a person from electronic service, None when nothing does.

    `consent_id`, `text_version` and `agreed_at` are of the consent that holds; `kinds` the contacts in use.
    """

    lacks: RowNote | None
    consent_id: int | None = None
    text_version: int | None = None
    agreed_at: datetime | None = None
    kinds: frozenset[str] = frozenset()


def standings(person_ids: Iterable[int], terms: NoticeTerms) -> dict[int, Standing]:
    """The standing of each person, in three statements."""
    ids, service, today = set(person_ids), terms.kind.service, timezone.localdate()
    open_periods = EnrollmentPeriod.objects.filter(
        person__in=ids, service=service, starts_on__lte=today, ends_on=None
    )
    enrolled = set(open_periods.values_list("person_id", flat=True))
    latest = Consent.objects.filter(person__in=ids, purpose=service.consent_purpose)
    consents = {
        row.person_id: row
        for row in latest.order_by("person", "-id").distinct("person").select_related("text")
        if row.given
    }
    kinds = _contact_kinds(ids, terms)
    return {pk: _standing(pk in enrolled, consents.get(pk), frozenset(kinds[pk])) for pk in ids}


def _contact_kinds(ids: set[int], terms: NoticeTerms) -> dict[int, set[str]]:
    wanted = {rung.channel.contact_kind for rung in rungs_of(terms)}
    contacts = ContactPoint.objects.filter(
        person__in=ids, kind__in=wanted, ended_at=None, state=ContactState.ACTIVE
    )
    found = defaultdict(set)
    for pk, kind in contacts.values_list("person_id", "kind"):
        found[pk].add(kind)
    return found


def _standing(is_enrolled: bool, consent: Consent | None, kinds: frozenset[str]) -> Standing:
    if not is_enrolled:
        return Standing(RowNote.NO_SERVICE)
    if consent is None:
        return Standing(RowNote.NOT_AGREED)
    lacks = None if kinds else RowNote.NO_CONTACT
    return Standing(lacks, consent.pk, consent.text.version, consent.at, kinds)
