"""Production: every setting that matters is required by name and refused when weak."""

from portal.settings import env, services
from portal.settings.base import *  # noqa: F403

if env.boolean("DEBUG", default=False):
    raise env.WeakSetting("DEBUG", "must be off in production")
DEBUG = False

SECRET_KEY = env.secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.comma_list("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.allowed_hosts("ALLOWED_HOSTS")
SITE_URL = env.url("SITE_URL", "https")

DATABASES = {"default": services.database("DATABASE_URL")}
REDIS_URL = env.url("REDIS_URL", "redis", "rediss")
CELERY_BROKER_URL = REDIS_URL
CACHES = services.redis_cache(REDIS_URL)

FIELD_ENCRYPTION_KEYS = services.decode_key_ring(env.key_ring("FIELD_ENCRYPTION_KEYS"))
BLIND_INDEX_KEY = services.decode_key(env.key("BLIND_INDEX_KEY"))
EVIDENCE_KEY = services.decode_key(env.key("EVIDENCE_KEY"))

EMAIL_URL = env.url("EMAIL_URL", "smtp", "smtps", "smtp+tls")
EMAIL_FROM = env.required("EMAIL_FROM")
SMS_URL = env.url("SMS_URL", "solapi", "nhn")
SMS_WEBHOOK_SECRET = env.secret("SMS_WEBHOOK_SECRET", min_length=32)
RECEIPTS_POLL_SECONDS = env.integer("RECEIPTS_POLL_SECONDS", default=0)
SOCIALACCOUNT_PROVIDERS, SOCIAL_APPS = services.social_providers()
CONTENT_SECURITY_POLICY = services.policy_with_social(CONTENT_SECURITY_POLICY, SOCIALACCOUNT_PROVIDERS)  # noqa: F405
INSTALLED_APPS = INSTALLED_APPS + SOCIAL_APPS  # noqa: F405

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = [SITE_URL]
ALLAUTH_TRUSTED_PROXY_COUNT = 1
TRUSTED_PROXY_COUNT = 1
