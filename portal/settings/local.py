"""Local and demonstration runs: `script/server` fills the environment, sinks stand in for the wire."""

from portal.settings import env, services
from portal.settings.base import *  # noqa: F403

DEBUG = False
LOCAL_MODE = True
DEMO_BANNER = True
SECRET_KEY = env.optional("SECRET_KEY", default=env.LOCAL_SECRET_KEY)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
SITE_URL = env.url("SITE_URL", "http", "https")

DATABASES = {"default": services.database("DATABASE_URL")}
REDIS_URL = env.url("REDIS_URL", "redis", "rediss")
CELERY_BROKER_URL = REDIS_URL
CACHES = services.redis_cache(REDIS_URL)

FIELD_ENCRYPTION_KEYS = services.decode_key_ring(
    env.optional("FIELD_ENCRYPTION_KEYS", default=env.LOCAL_FIELD_ENCRYPTION_KEYS)
)
BLIND_INDEX_KEY = services.decode_key(env.optional("BLIND_INDEX_KEY", default=env.LOCAL_BLIND_INDEX_KEY))
EVIDENCE_KEY = services.decode_key(env.optional("EVIDENCE_KEY", default=env.LOCAL_EVIDENCE_KEY))

EMAIL_URL = env.url("EMAIL_URL", "smtp", "smtps", "smtp+tls")
EMAIL_FROM = env.optional("EMAIL_FROM", default="소통 <sotong@example.kr>")
SMS_URL = env.url("SMS_URL", "solapi", "nhn")
SMS_WEBHOOK_SECRET = env.optional("SMS_WEBHOOK_SECRET", default=env.LOCAL_SMS_WEBHOOK_SECRET)
RECEIPTS_WEBHOOK_SECRET = RECEIPTS_WEBHOOK_SECRET or env.LOCAL_SMS_WEBHOOK_SECRET  # noqa: F405
REPLY_ADDRESS = REPLY_ADDRESS or "reply@example.kr"  # noqa: F405
RECEIPTS_POLL_SECONDS = env.integer("RECEIPTS_POLL_SECONDS", default=0)
SOCIALACCOUNT_PROVIDERS, SOCIAL_APPS = services.social_providers()
CONTENT_SECURITY_POLICY = services.policy_with_social(CONTENT_SECURITY_POLICY, SOCIALACCOUNT_PROVIDERS)  # noqa: F405
INSTALLED_APPS = [*INSTALLED_APPS, "portal.local", *SOCIAL_APPS]  # noqa: F405
OUTBOX_DIR = Path(env.required("OUTBOX_DIR"))  # noqa: F405
TRUSTED_PROXY_COUNT = 0
