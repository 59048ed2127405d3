"""One correction of a typed form under way: what all its verbs work on."""

from dataclasses import dataclass

from enrollment.application_form import ApplicationForm, Intake
from enrollment.domain.proof import Proof
from enrollment.models import Application, Household, Person

Typing = tuple[ApplicationForm, Intake]


@dataclass(slots=True)
class Work:
    """The record, what it was typed as and should have been, and on what the correction rests.

    Application, household and person are held. A person found to live elsewhere changes `household`.
    """

    application: Application
    household: Household
    person: Person
    fields: set[str]
    former: ApplicationForm
    right: ApplicationForm
    right_intake: Intake
    proof: Proof
    by: object
