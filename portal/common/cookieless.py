"""Addresses whose answers anybody may keep a copy of: the same for everybody, so no cookie goes in or out."""

import re

_ADDRESSES = re.compile(r"/open/[^/]+\.(csv|json)")


class CookielessMiddleware:
    """Hides the cookies of a request for such an address, and lets no answer depend on or set one.

    Stands before everything that looks at a session or a language.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not _ADDRESSES.fullmatch(request.path):
            return self.get_response(request)
        request.COOKIES = {}
        response = self.get_response(request)
        response.cookies.clear()
        if response.has_header("Vary"):
            del response["Vary"]
        return response
