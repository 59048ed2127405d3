"""Pages that make sense only for an account with a password."""

from functools import wraps

from django.core.exceptions import PermissionDenied

from portal.accounts.access import signed_in


def with_password(view):
    """Signed-in staff; residents have neither password nor second factor."""

    @signed_in
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.has_usable_password():
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
