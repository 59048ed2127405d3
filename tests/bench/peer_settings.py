"""The portal's settings with django-post-office beside it, for the bench only."""

from urllib.parse import urlsplit

from portal.settings import *  # noqa: F403
from portal.settings import EMAIL_URL, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "post_office"]
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT = urlsplit(EMAIL_URL).hostname, urlsplit(EMAIL_URL).port
# Tried: batches of 100 to 20,000, 1 to 10 threads, log levels; these were the fastest.
POST_OFFICE = {
    "BACKENDS": {"default": EMAIL_BACKEND},
    "BATCH_SIZE": 20_000,
    "THREADS_PER_PROCESS": 1,
    "LOG_LEVEL": 0,
    "SENDING_ORDER": ["id"],
}
