"""The half-filled application: kept in the encrypted session for a day, on this device only."""

import uuid
from datetime import datetime, timedelta

from django.utils import timezone

KEPT_FOR = timedelta(days=1)
_DRAFT = "enrollment_draft"
_RECEIPTS = "enrollment_receipts"


class Draft:
    """What was typed page by page, which contacts were confirmed, and the codes on their way."""

    def __init__(self, session, data: dict):
        self._session = session
        self._data = data

    @classmethod
    def of(cls, request) -> "Draft | None":
        """The draft of this device, or None when there is none from the last day."""
        data = request.session.get(_DRAFT)
        if data is None:
            return None
        if timezone.now() - datetime.fromisoformat(data["started_at"]) > KEPT_FOR:
            cls.forget(request)
            return None
        return cls(request.session, data)

    @classmethod
    def start(cls, request) -> "Draft":
        """A new draft; what was there before is forgotten."""
        data = {
            "key": str(uuid.uuid4()),
            "started_at": timezone.now().isoformat(),
            "pages": {},
            "confirmed": {},
            "sent": {},
            "checked": False,
            "reached": [],
        }
        request.session[_DRAFT] = data
        return cls(request.session, data)

    @staticmethod
    def forget(request) -> None:
        request.session.pop(_DRAFT, None)

    @property
    def key(self) -> uuid.UUID:
        return uuid.UUID(self._data["key"])

    @property
    def reached_check(self) -> bool:
        """Whether all pages were filled in once: from then on a change leads back to the answers."""
        return self._data["checked"]

    def mark_reached_check(self) -> None:
        if not self.reached_check:
            self._data["checked"] = True
            self._changed()

    def reach(self, step: str) -> bool:
        """Note that a page was opened; whether that is the first time."""
        reached = self._data["reached"]
        if step in reached:
            return False
        reached.append(step)
        self._changed()
        return True

    def page(self, name: str) -> dict | None:
        """What was typed on a page; None when it was never sent."""
        return self._data["pages"].get(name)

    def keep(self, name: str, typed: dict) -> None:
        self._data["pages"][name] = typed
        self._changed()

    def confirm(self, role: str, value: str) -> None:
        """Note that the code sent to `value` came back; `role` is mobile, email or guardian."""
        self._data["confirmed"][role] = value
        self._data["sent"].pop(role, None)
        self._changed()

    def is_confirmed(self, role: str, value: str) -> bool:
        return bool(value) and self._data["confirmed"].get(role) == value

    def note_sent(self, role: str, value: str, expires_at: datetime) -> None:
        self._data["sent"][role] = {"value": value, "expires_at": expires_at.isoformat()}
        self._changed()

    def code_expires_at(self, role: str, value: str) -> datetime | None:
        """Until when the code last sent to `value` can be typed; None when none was sent to it."""
        sent = self._data["sent"].get(role)
        return datetime.fromisoformat(sent["expires_at"]) if sent and sent["value"] == value else None

    def _changed(self) -> None:
        self._session.modified = True


def note_receipt(request, key: uuid.UUID, receipt_no: str) -> None:
    """Remember on this device which receipt a page led to; the draft itself has done its work."""
    request.session[_RECEIPTS] = {**request.session.get(_RECEIPTS, {}), str(key): receipt_no}


def receipt_of(request, key: uuid.UUID) -> str | None:
    """The receipt a page sent before led to."""
    return request.session.get(_RECEIPTS, {}).get(str(key))


def is_own_receipt(request, receipt_no: str) -> bool:
    """Whether the application was handed in from this device today."""
    return receipt_no in request.session.get(_RECEIPTS, {}).values()


def forget_receipts(request) -> None:
    request.session.pop(_RECEIPTS, None)
