"""Tests: real PostgreSQL and Valkey named by the environment, fixed throw-away keys."""

import os
import tempfile
from urllib.parse import urlsplit

from portal.settings import env, services
from portal.settings.base import *  # noqa: F403

DEBUG = False
LOCAL_MODE = True
DEMO_BANNER = True
SECRET_KEY = "test-only-" + "0123456789abcdef" * 4
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SITE_URL = "http://testserver"

DATABASES = {"default": services.database("DATABASE_URL")}
DATABASES["default"]["CONN_MAX_AGE"] = 0
# Side by side, each process of the tests empties a Redis database of its own.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
REDIS_URL = env.url("REDIS_URL", "redis", "rediss")
if WORKER != "0":
    REDIS_URL = urlsplit(REDIS_URL)._replace(path=f"/{WORKER}").geturl()
CELERY_BROKER_URL = REDIS_URL
CACHES = services.redis_cache(REDIS_URL, prefix="sotong-test")

FIELD_ENCRYPTION_KEYS = [("t2", bytes(range(32))), ("t1", bytes(range(32, 64)))]
BLIND_INDEX_KEY = bytes(range(64, 96))
EVIDENCE_KEY = bytes(range(96, 128))

EMAIL_URL = "smtp://127.0.0.1:1"
EMAIL_FROM = "소통 <sotong@example.kr>"
SMS_URL = "solapi://TESTKEY:TESTSECRET@127.0.0.1:1?scheme=http&from=0222865000"
SMS_WEBHOOK_SECRET = "test-only-webhook-secret"
RECEIPTS_POLL_SECONDS = 0
INSTALLED_APPS = [*INSTALLED_APPS, "portal.local"]  # noqa: F405
OUTBOX_DIR = Path(tempfile.mkdtemp(prefix="sotong-outbox-"))  # noqa: F405
TRUSTED_PROXY_COUNT = 0
DOUBLE_ENTRY_SHARE = 0
PAPER_DOUBTED_AFTER_DAYS = 36_500  # forms of tests carry fixed dates, and time goes on
JUSO_API_KEY = ""
QUIET_HOURS = None  # tests run at any hour; those about the night set it

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tempfile.mkdtemp(prefix="sotong-private-")},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
