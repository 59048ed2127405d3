"""Sign-in forms."""

from allauth.account.forms import RequestLoginCodeForm


class RequestCodeForm(RequestLoginCodeForm):
    pass
