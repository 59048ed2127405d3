"""An application as another system may read it; every personal value passes the veil."""

from enrollment.enums import ApplicationStatus, ContactKind, ReviewState
from enrollment.models import Application, WaitingApplication
from enrollment.queries.people import in_use
from enrollment.veil import Veil
from portal.accounts.access import covers

EMPTY = {
    "name": None,
    "birth_date": None,
    "relation": None,
    "head_name": None,
    "address": None,
    "mobile": None,
    "email": None,
    "services": [],
    "topics": [],
    "channels": [],
    "consents": {},
    "waits_for_guardian": False,
}


def application_sheet(application: Application, veil: Veil, *, area_path: str) -> dict:
    """What the form asked for, and the person's contacts in use.

    Nothing personal once that is destroyed, or when the person moved out of the area; the bare record of one
    that was taken back: as if it had never been made.
    """
    if application.status == ApplicationStatus.REVERSED:
        return bare_sheet(application)
    person = in_use(application.person)
    sheet = {**_head(application), "place": application.place,
             "collected_on": application.collected_on, "masked": not veil.lifted, **EMPTY}  # fmt: skip
    sheet["services"] = [
        {"service": period.service.code, "starts_on": period.starts_on, "ends_on": period.ends_on}
        for period in application.periods.select_related("service").order_by("service__position", "id")
    ]
    sheet["topics"], sheet["channels"] = application.wanted_topics, application.wanted_channels
    sheet["consents"] = dict(application.consents.order_by("id").values_list("purpose", "given"))
    sheet["waits_for_guardian"] = application.waits_for_guardian
    if person.erased_at is not None or not covers([area_path], person.household.area_path):
        return sheet
    contacts = {point.kind: veil.contact(point) for point in person.contacts.filter(ended_at=None)}
    return sheet | {
        "name": veil.name(person.name),
        "birth_date": person.birth_date.isoformat() if veil.lifted else veil.birth_date(person.birth_date),
        "relation": person.relation,
        "head_name": veil.name(person.household.head_name),
        "address": veil.address(person.household),
        "mobile": contacts.get(ContactKind.MOBILE),
        "email": contacts.get(ContactKind.EMAIL),
    }


def bare_sheet(row: Application | WaitingApplication) -> dict:
    """What can be said before somebody decided whose household it is, and of what counts no more."""
    return _head(row) | {"place": None, "collected_on": None, "masked": True, **EMPTY}


def status_of(row: Application | WaitingApplication) -> tuple[str, str | None]:
    """The state as other systems are told it, and why when it was refused."""
    if isinstance(row, Application):
        return row.status, None
    if row.state == ReviewState.WAITING:
        return "waiting", None
    return "refused", row.reject_reason or ReviewState.EXPIRED.value


def _head(row: Application | WaitingApplication) -> dict:
    status, reason = status_of(row)
    return {
        "receipt_no": row.receipt_no,
        "status": status,
        "reason": reason,
        "method": row.method,
        "dong": row.dong_id,
        "entered_at": row.entered_at,
        "form_no": row.form_no,
    }
