"""Going on with a form that was sent after the session had ended."""

from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.accounts import kept_form as kept_forms
from portal.accounts.access import signed_in


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def kept_form(request):
    """Send it again as it was typed, or drop it. The fields are hidden: the page they go to shows them."""
    kept = kept_forms.recall(request)
    if request.method == "POST" or kept is None:
        kept_forms.forget(request)
        return redirect("landing")
    fields = [(name, value) for name, values in kept["fields"].items() for value in values]
    return render(request, "accounts/kept_form.html", {"kept": kept, "fields": fields})
