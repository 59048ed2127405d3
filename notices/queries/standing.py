"""Who may be served electronically at this moment: enrolled for the service, consenting, and to be reached.

One judge, asked when a roll is matched, when its round is approved, at every rung and at the hand-over.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from enrollment.enums import ConsentPurpose, ContactState
from enrollment.models import Consent, ContactPoint
from notices.enums.notice import Bar, PaperReason, RowNote
from notices.models import NoticeTerms
from notices.notice_terms import rungs_of

BAR_SQL = f"""
CASE WHEN h.closed_on IS NOT NULL OR NOT EXISTS (
          SELECT 1 FROM enrollment_enrollmentperiod e WHERE e.person_id = p.id AND e.ends_on IS NULL)
     THEN '{Bar.LEFT}'
     WHEN NOT EXISTS (
          SELECT 1 FROM enrollment_enrollmentperiod e
           WHERE e.person_id = p.id AND e.service_id = t.service_id AND e.ends_on IS NULL
             AND e.starts_on <= (statement_timestamp() AT TIME ZONE '{settings.TIME_ZONE}')::date)
     THEN '{Bar.NO_SERVICE}'
     WHEN NOT COALESCE(
          (SELECT q.given FROM enrollment_consent q
            WHERE q.person_id = p.id AND q.purpose = '{ConsentPurpose.E_NOTICE}'
            ORDER BY q.id DESC LIMIT 1), false)
     THEN '{Bar.NOT_AGREED}'
     ELSE '' END"""
"""Why nothing of a kind `t` may go to a person `p` of household `h`, a `Bar`, empty when it may.

It rests on being enrolled for the service of its kind and on consent to electronic service (e-government act,
article 11).
"""

_BARS = f"""
SELECT t.person_id, t.service_id, {BAR_SQL}
  FROM unnest(%s::bigint[], %s::bigint[]) AS t (person_id, service_id)
  JOIN enrollment_person p ON p.id = t.person_id
  JOIN enrollment_household h ON h.id = p.household_id"""


@dataclass(frozen=True, slots=True)
class Standing:
    """`bar` keeps a person from electronic service whatever contacts there are.

    `consent_id`, `text_version` and `agreed_at` are of the consent that holds, `kinds` the contacts in use
    that a step of the terms can reach.
    """

    bar: Bar | None
    consent_id: int | None = None
    text_version: int | None = None
    agreed_at: datetime | None = None
    kinds: frozenset[str] = frozenset()

    @property
    def lacks(self) -> RowNote | None:
        """What keeps the person from electronic service, None when nothing does."""
        if self.bar:
            return self.bar.note
        return None if self.kinds else RowNote.NO_CONTACT

    @property
    def paper_reason(self) -> PaperReason | None:
        """Why somebody goes on paper who had it all when the roll was matched."""
        if self.bar:
            return self.bar.paper_reason
        return None if self.kinds else PaperReason.NO_CONTACT


def bars(pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Bar | None]:
    """By person and service, as of now. Lock notices first: what is withdrawn later waits for the lock."""
    pairs = set(pairs)
    with connection.cursor() as cursor:
        cursor.execute(
            _BARS, [[person for person, _service in pairs], [service for _person, service in pairs]]
        )
        return {(person, service): Bar(bar) if bar else None for person, service, bar in cursor.fetchall()}


def usable(person_ids: Iterable[int]) -> QuerySet[ContactPoint]:
    """The contacts a notice may go to: one of a kind at most for each person."""
    return ContactPoint.objects.filter(person__in=person_ids, ended_at=None, state=ContactState.ACTIVE)


def standings(person_ids: Iterable[int], terms: NoticeTerms) -> dict[int, Standing]:
    """The standing of each person for notices by these terms, in three statements."""
    ids, service = set(person_ids), terms.kind.service_id
    judged = bars((pk, service) for pk in ids)
    free = [pk for (pk, _service), bar in judged.items() if bar is None]
    latest = Consent.objects.filter(person__in=free, purpose=ConsentPurpose.E_NOTICE).order_by(
        "person", "-id"
    )
    consents = latest.distinct("person").values_list("person_id", "id", "text__version", "at")
    agreed = {pk: consent for pk, *consent in consents}
    kinds = _contact_kinds(free, terms)
    return {
        pk: Standing(bar, *agreed[pk], frozenset(kinds[pk])) if bar is None else Standing(bar)
        for (pk, _service), bar in judged.items()
    }


def _contact_kinds(ids: Iterable[int], terms: NoticeTerms) -> dict[int, set[str]]:
    wanted = {rung.channel.contact_kind for rung in rungs_of(terms)}
    found = defaultdict(set)
    for pk, kind in usable(ids).filter(kind__in=wanted).values_list("person_id", "kind"):
        found[pk].add(kind)
    return found
