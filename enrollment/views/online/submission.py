"""From a finished draft to the domain, and from its answer back to the pages."""

from django.core.exceptions import ValidationError

from enrollment.application_form import ApplicationForm, Guardian
from enrollment.domain.apply import Accepted
from enrollment.domain.online import apply_online
from enrollment.enums import ContactKind
from enrollment.views.online.journey import CHECK, FORMS, Journey, url_of


def hand_in(journey: Journey) -> Accepted:
    """Hand in a journey of which every page is done. Raises ValidationError with messages per field."""
    contact = journey.answers("contact")
    kinds = {
        kind.value for kind in ContactKind if journey.draft.is_confirmed(kind.value, contact[kind.value])
    }
    return apply_online(
        form=application_form(journey),
        confirmed_kinds=frozenset(kinds),
        guardian_confirmed=journey.needs_guardian and journey.is_done("guardian_code"),
        submission_key=journey.draft.key,
    )


def application_form(journey: Journey) -> ApplicationForm:
    person, contact = journey.answers("person"), journey.answers("contact")
    home, wishes = journey.answers("household"), journey.answers("services")
    return ApplicationForm(
        name=person["name"],
        birth_date=person["birth_date"],
        sex=person["sex"],
        mobile=contact["mobile"],
        email=contact["email"],
        relation=home["relation"],
        head_name=home["head_name"],
        dong=home["dong"],
        road_address=home["road_address"],
        address_detail=home["address_detail"],
        tong_number=home["tong_number"],
        ban=home["ban"],
        services=tuple(wishes["services"]),
        topics=tuple(wishes["topics"]),
        channels=tuple(wishes["channels"]),
        consents=journey.consents,
        guardian=_guardian(journey),
    )


def _guardian(journey: Journey) -> Guardian | None:
    if not journey.needs_guardian:
        return None
    answers = journey.answers("guardian")
    return Guardian(
        name=answers["guardian_name"],
        phone=answers["guardian_phone"],
        relation=answers["guardian_relation"],
    )


def problems_with_pages(error: ValidationError, journey: Journey) -> list[dict]:
    """Messages of a refused application, each with the page on which it can be put right."""
    return [
        {"message": message, "url": _page_of(field, journey)}
        for field, messages in error.message_dict.items()
        for message in messages
    ]


def _page_of(field: str, journey: Journey) -> str:
    for step in FORMS:
        form = journey.valid_form(step)
        if form is not None and field in form.fields:
            return f"{url_of(step)}#{form[field].auto_id}"
    return url_of(CHECK)
