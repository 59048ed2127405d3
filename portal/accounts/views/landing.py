"""Where somebody's day begins after signing in."""

from django.shortcuts import redirect

from portal.accounts.access import signed_in
from portal.accounts.navigation import landing_url_name


@signed_in
def landing(request):
    return redirect(landing_url_name(request.user))
