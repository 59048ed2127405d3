"""What every environment shares. Nothing here is secret, nothing here has a production value."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from portal.settings import env
from portal.settings.celery import *  # noqa: F403
from portal.settings.mail import *  # noqa: F403
from portal.settings.messaging import *  # noqa: F403
from portal.settings.sign_in import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = BASE_DIR / "var"

INSTALLED_APPS = [
    "portal.common",
    "portal.accounts",
    "enrollment",
    "notices",
    "portal.dashboards",
    "portal.accounts.admin_config.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "rest_framework",
    "drf_spectacular",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.common.cookieless.CookielessMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.common.middleware.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.accounts.middleware.IdleSignOutMiddleware",
    "portal.accounts.middleware.SecondFactorMiddleware",
    "portal.common.middleware.NotAPageMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "portal.common.context_processors.display",
                "portal.accounts.context_processors.navigation",
            ],
        },
    },
]
FORM_RENDERER = "portal.common.forms.KrdsRenderer"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", _("한국어")), ("en", _("영어"))]
LOCALE_PATHS = [BASE_DIR / "portal" / "locale"]
TIME_ZONE = "Asia/Seoul"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
# Files the prints are set in; they come with the front-end packages.
PRINT_FONTS = BASE_DIR / "node_modules" / "pretendard-gov" / "dist" / "public" / "static" / "alternative"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", VAR_DIR / "assets"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": Path(env.optional("PRIVATE_FILES_DIR", str(VAR_DIR / "private"))),
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Sessions hold half-filled applications and sign-in codes: encrypted at rest, one day for a draft.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_SERIALIZER = "portal.common.sessions.EncryptedSerializer"
SESSION_COOKIE_AGE = 24 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'self'"],
        "manifest-src": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.AnonRateThrottle"],
    "EXCEPTION_HANDLER": "portal.common.api_words.told",
    "DEFAULT_THROTTLE_RATES": {"anon": "120/min", "system": "600/min"},
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Sotong API",
    "VERSION": "1.0.0",
    "DESCRIPTION": "Applications for electronic services of the district office, campaigns to residents, "
    "receipts of gateways, and public figures. "
    "Systems speak with a token of their own; every access is logged. "
    "No resident registration number is accepted.",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "notices.api.schema.add_provider_webhooks",
    ],
    "ENUM_NAME_OVERRIDES": {
        "CampaignKindEnum": "notices.enums.CampaignKind",
        "CampaignStateEnum": "notices.enums.CampaignState",
        "ChannelEnum": "enrollment.enums.Channel",
        "DeliveryStateEnum": "notices.enums.DeliveryState",
        "LeftOutEnum": "notices.enums.LeftOut",
        "PollKindEnum": "notices.enums.poll.PollKind",
        "PollStateEnum": "notices.enums.poll.PollState",
        "QuestionKindEnum": "notices.enums.poll.QuestionKind",
        "RefusalReasonEnum": "enrollment.api.serializers.REASONS",
        "WrittenKindEnum": "notices.enums.CampaignKind.written",
        "WishedChannelEnum": "enrollment.enums.Channel.wish_choices",
        "ApplicationStatusEnum": "enrollment.enums.ApplicationStatus",
        "SubmittedStatusEnum": "enrollment.api.serializers.STATUSES",
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "portal.common.logs.WithoutRowValues",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}

DISTRICT_CODE = env.optional("DISTRICT_CODE", "1120000000")
# Its name, telephone, address and hours stand in its row, kept at /admin/.
OFFICE = "enrollment.queries.areas.office"

# Days after leaving until personal data are destroyed: within five of the end of the retention period
# (standard guidelines on personal data protection, article 10).
RETENTION_DAYS_AFTER_LEAVING = env.integer("RETENTION_DAYS_AFTER_LEAVING", 5)

# Days an application may wait for a decision whose household it is: until its dong centre is reminded, and
# until it is closed and erased.
WAITING_REMIND_DAYS = env.integer("WAITING_REMIND_DAYS", 7)
WAITING_EXPIRE_DAYS = env.integer("WAITING_EXPIRE_DAYS", 30)

# The road-name address service of the ministry (business.juso.go.kr); without a key it is not asked.
JUSO_API_KEY = env.optional("JUSO_API_KEY")
JUSO_URL = env.url("JUSO_URL", "https", "http", default="https://business.juso.go.kr/addrlink/addrLinkApi.do")
JUSO_SECONDS = 2

# Scans of paper forms: the largest file taken, and how many pages it may have.
SCAN_MAX_BYTES = 10 * 1024 * 1024
SCAN_MAX_PAGES = 6

# Files that come with an opinion: the largest taken, and how many of one message.
REPLY_ATTACHMENT_MAX_BYTES = 10 * 1024 * 1024
REPLY_ATTACHMENTS_MOST = 10
# From one address or number so many messages are taken in a day: what writes more is a machine.
REPLY_MOST_A_DAY = 30

# A paper form collected so many days before it came in is saved only when the clerk confirms its date.
PAPER_DOUBTED_AFTER_DAYS = env.integer("PAPER_DOUBTED_AFTER_DAYS", 60)

# Of a hundred paper forms, so many are typed a second time by another clerk.
DOUBLE_ENTRY_SHARE = env.integer("DOUBLE_ENTRY_SHARE", 2)

# From how many on an intake is shown as unusual, for somebody to look at. At night: more than what lay on
# the desk at closing time.
BURST_NIGHT_HOURS = (22, 6)
BURST_NIGHT_ENTRIES = env.integer("BURST_NIGHT_ENTRIES", 10)
# By one clerk in a day: a form every three minutes for eight hours, without a pause.
BURST_CLERK_ENTRIES = env.integer("BURST_CLERK_ENTRIES", 160)
# By one tong leader in a day: a door that says yes every eight minutes, for eight hours.
BURST_LEADER_FORMS = env.integer("BURST_LEADER_FORMS", 60)
# Households with one telephone number: parents and two children who moved out are three.
BURST_PHONE_HOUSEHOLDS = env.integer("BURST_PHONE_HOUSEHOLDS", 4)

# Local conveniences; only settings/local.py and settings/test.py turn them on.
LOCAL_MODE = False
DEMO_BANNER = False
OUTBOX_DIR: Path | None = None

# Whether a worker asks the go.kr links of a campaign for an answer when it goes to review.
LINK_PROBE = env.boolean("LINK_PROBE")

# An anonymous ballot keeps its route, dong and age band only where at least so many people who were invited
# by that route share them,
POLL_GROUP_SIZE = 20
# and where so many ballots are alike in them.
POLL_ALIKE_BALLOTS = 5
# Anonymous ballots are mixed and counted no fewer than so many at a time, until their poll closes.
POLL_BOX_SIZE = 5
# Days after the end of a poll until what people wrote in their own words is erased from the ballots.
POLL_TEXT_RETENTION_DAYS = env.integer("POLL_TEXT_RETENTION_DAYS", 365)
# Days after the end of a reply until its words, contact and files are erased. An assumption: three years, as
# files of complaints are commonly kept; the office sets what its own records schedule says.
REPLY_RETENTION_DAYS = env.integer("REPLY_RETENTION_DAYS", 1095)
