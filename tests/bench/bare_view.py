"""A Django view that inserts one row and nothing else: what `script/bench polls` is put beside.

Run by gunicorn as an application of its own: no middleware, no session, no template, no form.
"""

import secrets

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

django.setup(set_prefix=False)
# Only now: allauth does not start without its middleware.
settings.MIDDLEWARE, settings.ROOT_URLCONF = [], __name__
application = WSGIHandler()

from django.http import HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402

from notices.models import AnsweredMark  # noqa: E402


def insert(request, poll_id: int) -> HttpResponse:
    if request.method == "POST":
        AnsweredMark.objects.create(digest=secrets.token_hex(16), poll_id=poll_id)
    return HttpResponse(status=204)


urlpatterns = [path("<int:poll_id>/", insert)]
