"""What every answer keeps to: Korean first, whatever list of languages the browser sends, and a page in the
house style where an address cannot be opened."""

from django.conf import settings
from django.http import HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import translation


class ChosenLanguageMiddleware:
    """Activate the language kept in the language cookie, Korean otherwise."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.codes = {code for code, _name in settings.LANGUAGES}

    def __call__(self, request):
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in self.codes else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


class NotAPageMiddleware:
    """Says what to do instead when somebody opens an address that only takes what a page sends.

    Answers that carry a text of their own (the API's) are left alone, and so is what scripts ask for.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        is_bare = isinstance(response, HttpResponseNotAllowed) and not response.content
        if not is_bare or request.method != "GET" or request.headers.get("HX-Request"):
            return response
        page = render(request, "405.html", {"page": self._page_of(request.path)}, status=405)
        page["Allow"] = response["Allow"]
        return page

    @staticmethod
    def _page_of(path: str) -> str:
        """Where the address belongs: the landing page of its part of the portal."""
        part = f"/{path.strip('/').partition('/')[0]}/"
        try:
            resolve(part)
        except Resolver404:
            return "/"
        return "/" if part == path else part
