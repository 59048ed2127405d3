"""What lets a browser see the notice it has opened: half an hour in the session, for that notice alone."""

from datetime import timedelta

from django.utils import timezone

from notices.models import AddressedNotice

KEY = "notices_open"
VALID = timedelta(minutes=30)


def give(request, notice: AddressedNotice, *, by_account: bool = False) -> None:
    """After the right proof. The session gets another name: one known from before opens nothing."""
    until = timezone.now() + VALID
    kept = {pk: row for pk, row in request.session.get(KEY, {}).items() if row["until"] > _now()}
    kept[str(notice.pk)] = {"until": until.timestamp(), "by_account": by_account}
    request.session[KEY] = kept
    request.session.cycle_key()


def held(request, notice: AddressedNotice) -> dict | None:
    """The grant of this notice while it lasts: {until, by_account}."""
    row = request.session.get(KEY, {}).get(str(notice.pk))
    return row if row and row["until"] > _now() else None


def end(request, notice: AddressedNotice) -> None:
    kept = request.session.get(KEY, {})
    if kept.pop(str(notice.pk), None):
        request.session[KEY] = kept


def _now() -> float:
    return timezone.now().timestamp()
