"""What an application was judged to be: of a household already known, perhaps of one, or new."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    SURE = "sure"
    UNSURE = "unsure"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A household the application may belong to, why, and which member the applicant may be."""

    household_id: int | None
    person_id: int | None
    reasons: tuple[str, ...]
    opened_by: int | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """SURE: join `household_id`, as `person_id` when the applicant is a member already. NEW: open one.
    UNSURE: `candidates` wait for a decision; `household_id` and `person_id` are those of the first.

    In a list of applications the household may be one that an earlier application of the list opens: then
    `household_id` is None and `opened_by` is the position of that application.
    """

    verdict: Verdict
    household_id: int | None = None
    person_id: int | None = None
    reasons: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    opened_by: int | None = None
