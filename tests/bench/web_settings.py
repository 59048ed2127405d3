"""The portal as installed, but for its static files: a bench gathers none, and serves pages alone."""

from portal.settings import *  # noqa: F403
from portal.settings import STORAGES as KEPT

STORAGES = KEPT | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
