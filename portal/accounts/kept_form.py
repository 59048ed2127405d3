"""What somebody had typed when the session ended: kept until the same person signs in again and goes on.

It lies in the encrypted session of the browser it was typed in, never in an address. Files cannot be kept.
"""

import time

from django.contrib import messages
from django.utils.translation import gettext as _

KEY = "kept_form"
KEPT_SECONDS = 60 * 60
LONGEST = 64 * 1024
"""Characters of a form worth keeping: the longest page of ours has a tenth of it."""
_NOT_TYPED = frozenset({"csrfmiddlewaretoken"})


def keep(request) -> bool:
    """Keep a form that was sent after the session had ended; returns whether it was kept.

    Its token was checked already: this is called by the guard of the view.
    """
    fields = {name: values for name, values in request.POST.lists() if name not in _NOT_TYPED}
    if sum(len(name) + len(value) for name, values in fields.items() for value in values) > LONGEST:
        return False
    request.session[KEY] = {
        "path": request.get_full_path(),
        "fields": fields,
        "files": len(request.FILES),
        "user": getattr(request, "signed_out_user_id", None),
        "at": int(time.time()),
    }
    messages.info(request, _("입력하던 내용은 보관했습니다. 로그인하면 이어서 할 수 있습니다."))
    return True


def recall(request) -> dict | None:
    """The kept form of this user; what somebody else had typed, or an hour ago, is dropped."""
    kept = request.session.get(KEY)
    if kept is None:
        return None
    if kept["user"] not in (None, request.user.pk) or time.time() - kept["at"] > KEPT_SECONDS:
        forget(request)
        return None
    return kept


def forget(request) -> None:
    request.session.pop(KEY, None)


def forget_when_sent(request) -> None:
    """The form arrived where it was meant to go: the page there answers for it now."""
    kept = request.session.get(KEY)
    if kept is not None and request.user.is_authenticated and kept["path"] == request.get_full_path():
        forget(request)
