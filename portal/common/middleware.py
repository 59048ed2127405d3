"""Korean first: the browser's language list does not decide, the reader's own choice does."""

from django.conf import settings
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
