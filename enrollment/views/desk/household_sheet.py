"""One household as the desk shows it: every personal value passes through a veil here."""

from django.utils.translation import gettext as _

from enrollment.enums import (
    ApplicationMethod,
    ApplicationStatus,
    ContactState,
    EndReason,
    IntakePlace,
    Relation,
    Sex,
)
from enrollment.models import Application, Change, Household, HouseholdPeriod, Person, PersonMerge
from enrollment.veil import Veil


def household_sheet(household: Household, veil: Veil) -> dict:
    """The household of `queries.households.with_everything`, ready for the page."""
    people = list(household.people.all())
    periods = list(household.enrolled_periods.all())
    names = {person.pk: veil.name(person.name) for person in people}
    return {
        "head": veil.name(household.head_name),
        "address": veil.address(household),
        "enrolled": next((period for period in periods if period.ends_on is None), None),
        "members": [_member(person, veil) for person in people if person.merged_into_id is None],
        "consents": [answer for person in people for answer in _answers(person, names[person.pk])],
        "applications": [_application(row, names, veil) for row in household.applications.all()],
        "events": _events(periods, household),
        "merged_into": household.merged_into_id,
        "merges": [
            {"merge": row, "label": _("%(head)s 세대") % {"head": veil.name(row.absorbed.head_name)}}
            for row in household.merges.all()
        ],
        "person_merges": [
            {"merge": row, "label": _joined_people(row, veil)}
            for person in people
            for row in person.merges.all()
        ],
        "changes": [_change(change, names) for change in household.changes.all()],
    }


def _joined_people(merge: PersonMerge, veil: Veil) -> str:
    names = {"kept": veil.name(merge.kept.name), "absorbed": veil.name(merge.absorbed.name)}
    return _("%(absorbed)s, %(kept)s 한 사람") % names


def _member(person: Person, veil: Veil) -> dict:
    return {
        "id": person.pk,
        "is_here": bool(person.periods.all() or person.contacts.all()),
        "name": veil.name(person.name),
        "birth_date": veil.birth_date(person.birth_date),
        "sex": Sex(person.sex).label if person.sex else "",
        "relation": Relation(person.relation).label,
        "contacts": [
            {
                "value": veil.contact(point),
                "is_dead": point.state == ContactState.DEAD,
                "verified": point.verified_at,
            }
            for point in person.contacts.all()
        ],
        "services": [period.service for period in person.periods.all()],
    }


def _answers(person: Person, name: str) -> list[dict]:
    """Every answer of a person, newest first; the newest of each purpose is the one that holds."""
    answers, seen = [], set()
    for consent in person.consents.all():
        answers.append({"consent": consent, "name": name, "holds": consent.purpose not in seen})
        seen.add(consent.purpose)
    return answers


def _application(application: Application, names: dict[int, str], veil: Veil) -> dict:
    leader = application.collected_by
    return {
        "application": application,
        "name": names.get(application.person_id) or veil.name(application.person.name),
        "place": IntakePlace(application.place).label,
        "method": ApplicationMethod(application.method).label,
        "status": ApplicationStatus(application.status).label,
        "leader": _("%(number)s통 %(name)s") % {"number": leader.tong.number, "name": leader.name}
        if leader
        else "",
        "guardian_waits": application.guardian_relation and not application.guardian_confirmed_at,
    }


def _change(change: Change, names: dict[int, str]) -> dict:
    """What was changed after enrolling; of the whole household when nobody is named."""
    return {
        "change": change,
        "name": names.get(change.person_id, "") if change.person_id else _("세대 전체"),
    }


def _events(periods: list[HouseholdPeriod], household: Household) -> list[dict]:
    """When the household began and stopped using the service, oldest first."""
    events = []
    for period in periods:
        text = f"{period.dong.display_name}, {IntakePlace(period.place).label}"
        state = "active" if period.ends_on is None else "done"
        events.append({"label": _("이용 시작"), "when": period.starts_on, "text": text, "state": state})
        if period.ends_on:
            label = _("이용 끝: %(reason)s") % {"reason": EndReason(period.ended_reason).label}
            events.append({"label": label, "when": period.ends_on, "state": "done"})
    if household.closed_on:
        events.append({"label": _("세대 닫힘"), "when": household.closed_on, "state": "done"})
    return events
