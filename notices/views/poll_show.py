"""Another language, larger text or more contrast in the middle of a poll, without losing an answer."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation

from portal.common.display import DISPLAY_COOKIE, DISPLAY_MODES, ONE_YEAR, display_modes, switched


def shown_otherwise(request, wish: str, screen: Callable[[], HttpResponse]) -> HttpResponse:
    """`screen` as the reader wishes, and the wish kept for later pages. Other words change nothing."""
    language, cookie = translation.get_language(), None
    if wish in dict(settings.LANGUAGES):
        language, cookie = wish, (settings.LANGUAGE_COOKIE_NAME, wish)
    elif wish in DISPLAY_MODES:
        modes = display_modes(request)
        modes = ".".join(switched(modes, {wish: "off" if wish in modes else "on"}))
        request.COOKIES[DISPLAY_COOKIE] = modes
        cookie = (DISPLAY_COOKIE, modes)
    with translation.override(language):
        response = screen()
    response.headers["Content-Language"] = language
    if cookie:
        response.set_cookie(
            *cookie, max_age=ONE_YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
        )
    return response
