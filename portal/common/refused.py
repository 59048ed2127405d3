"""Showing a refused form on a page of its own: going back from it must not ask to send the form again."""

from collections.abc import Callable

from django import forms
from django.forms.utils import ErrorDict

KEY = "refused_form"


def remember(request, form: forms.Form) -> None:
    """Keep what was typed and what was wrong with it for the next look at this page, and only for that."""
    errors = {field: [str(problem) for problem in found] for field, found in form.errors.items()}
    typed = {name: form.data.get(form.add_prefix(name), "") for name in form.fields}
    request.session[KEY] = {"path": request.path, "typed": typed, "errors": errors}


def recall(request, make: Callable[..., forms.Form]) -> forms.Form:
    """`make(typed)` with the errors that were found, or `make()` when nothing was refused here just now."""
    kept = request.session.get(KEY)
    if not kept or kept["path"] != request.path:
        return make()
    del request.session[KEY]
    form = make(kept["typed"])
    # Not validated anew: looking at a page must not spend another try.
    form._errors, form.cleaned_data = ErrorDict(), {}
    for field, messages in kept["errors"].items():
        for message in messages:
            form.add_error(None if field == forms.forms.NON_FIELD_ERRORS else field, message)
    return form
