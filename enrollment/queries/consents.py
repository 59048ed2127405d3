"""What people said to consent texts, and who has not yet answered one that changed."""

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from enrollment.enums import ConsentPurpose
from enrollment.models import Consent, ConsentText, EnrollmentPeriod, Household, Person
from enrollment.queries.consent_texts import current_texts


def latest_consents(person: Person) -> dict[str, Consent]:
    """The answer that holds for each purpose the person was ever asked about."""
    rows = Consent.objects.filter(person=person).order_by("purpose", "-id").distinct("purpose")
    return {row.purpose: row for row in rows.select_related("text")}


def given_purposes(person: Person) -> set[str]:
    """Purposes the person consents to now."""
    return {purpose for purpose, answer in latest_consents(person).items() if answer.given}


def versions_to_answer() -> dict[str, int]:
    """The lowest text version that still holds without asking, by purpose: the last change of substance."""
    texts = ConsentText.objects.filter(asks_again=True, effective_from__lte=timezone.localdate())
    newest = texts.order_by("purpose", "-version").distinct("purpose")
    return {text.purpose: text.version for text in newest}


def unanswered(person: Person) -> list[ConsentText]:
    """Texts in force that changed in substance since the person consented, in the order they are shown.

    Who refused or withdrew an optional one is not asked again; who left is not asked at all.
    """
    if not EnrollmentPeriod.objects.filter(person=person, ends_on=None).exists():
        return []
    held, needed = latest_consents(person), versions_to_answer()
    return [
        text
        for purpose, text in current_texts().items()
        if purpose in held and held[purpose].given and held[purpose].text.version < needed.get(purpose, 0)
    ]


def households_to_ask(dongs) -> QuerySet[Household]:
    """Open households of `dongs` with a member who consented to a text that changed in substance since."""
    people = Person.objects.filter(household__dong__in=dongs, periods__ends_on=None)
    outdated = Q(pk__in=[])
    for purpose, version in versions_to_answer().items():
        if version < 2:
            continue
        rows = Consent.objects.filter(person=OuterRef("pk"), purpose=purpose).order_by("-id")
        key = f"said_{ConsentPurpose(purpose).name.lower()}"
        people = people.annotate(
            **{
                f"{key}_given": Subquery(rows.values("given")[:1]),
                f"{key}_version": Subquery(rows.values("text__version")[:1]),
            }
        )
        outdated |= Q(**{f"{key}_given": True, f"{key}_version__lt": version})
    asked = people.filter(outdated)
    return Household.objects.filter(dong__in=dongs, closed_on=None, pk__in=asked.values("household"))
