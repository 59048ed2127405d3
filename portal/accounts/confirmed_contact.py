"""A contact whose code came back a moment ago, of somebody who has no account yet."""

import time

KEY = "confirmed_contact"
VALID_SECONDS = 10 * 60


def remember(session, kind: str, value: str) -> None:
    session.cycle_key()
    session[KEY] = {"kind": str(kind), "value": value, "at": int(time.time())}


def recall(session) -> tuple[str, str] | None:
    """Kind and value, or None when nothing was confirmed within ten minutes."""
    kept = session.get(KEY)
    if not kept or time.time() - kept["at"] > VALID_SECONDS:
        return None
    return kept["kind"], kept["value"]


def forget(session) -> None:
    session.pop(KEY, None)
