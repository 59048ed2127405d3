"""Findings as a page shows them: what each is about, in words, and what was written of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from enrollment.models import Burst, BurstNote, Household
from enrollment.queries import burst_subjects
from enrollment.queries.burst_subjects import Subjects
from portal.common.templatetags.korean import kdate
from portal.dashboards.bursts.forms import SettleForm


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding with what it is about; `households` are numbers of records, with links where allowed.

    `written` are its notes as steps of a timeline, the oldest first, `newest` the number of the last.
    `not_kept`: what somebody typed of one that another settled meanwhile.
    """

    burst: Burst
    about: str
    households: list[tuple[int, str]]
    written: list[dict]
    newest: int | None
    form: SettleForm | None
    not_kept: str

    @property
    def name(self) -> str:
        """What tells it from the others of a list."""
        told = (self.burst.get_kind_display(), kdate(self.burst.day), self.about)
        return ", ".join(word for word in told if word)


def shown(
    bursts: Iterable[Burst],
    may_open: Callable[[Household], bool],
    tried: Mapping[int, SettleForm] | None = None,
) -> list[Shown]:
    """Findings in their order, with their notes (`queries.bursts.with_notes`); `tried` holds forms that were
    sent and not accepted, by finding."""
    bursts, tried = list(bursts), tried or {}
    subjects = burst_subjects.of(bursts)
    return [_shown(burst, subjects, may_open, tried.get(burst.pk)) for burst in bursts]


def _shown(
    burst: Burst, subjects: Subjects, may_open: Callable[[Household], bool], tried: SettleForm | None
) -> Shown:
    notes, is_settled = list(burst.notes.all()), burst.settled_by_id is not None
    return Shown(
        burst=burst,
        about=_about(burst, subjects),
        households=_links(subjects.homes_of(burst), may_open),
        written=[_step(note) for note in notes],
        newest=notes[-1].pk if notes else None,
        form=None if is_settled else tried or SettleForm(auto_id=f"id_{burst.pk}_%s"),
        not_kept=tried["note"].value() if is_settled and tried else "",
    )


def _about(burst: Burst, subjects: Subjects) -> str:
    if clerk := subjects.clerk_of(burst):
        return clerk.name
    if leader := subjects.leader_of(burst):
        return str(leader.tong)
    return burst.dong.display_name if burst.dong else ""


def _links(homes: Iterable[Household], may_open: Callable[[Household], bool]) -> list[tuple[int, str]]:
    """Numbers of the records, and the page of each household the reader may open; looking there is logged."""
    return [(home.pk, reverse("desk_household", args=[home.pk]) if may_open(home) else "") for home in homes]


def _step(note: BurstNote) -> dict:
    return {"label": note.get_step_display(), "when": note.at, "by": note.by.name, "text": note.note}
