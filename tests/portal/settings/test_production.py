"""Production starts with sound settings only: a real interpreter is started with each fault in turn."""

import base64
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from portal.settings import env

ROOT = Path(__file__).resolve().parents[3]


# The same in every process, since the tests are named by them.
DICE = random.Random("settings")


def random_key() -> str:
    return base64.b64encode(DICE.randbytes(32)).decode()


def random_word(size: int) -> str:
    return base64.urlsafe_b64encode(DICE.randbytes(size)).rstrip(b"=").decode()


SOUND = {
    "SECRET_KEY": random_word(48),
    "ALLOWED_HOSTS": "sotong.example.kr",
    "SITE_URL": "https://sotong.example.kr",
    "DATABASE_URL": "postgres://sotong:a-password@127.0.0.1:5432/sotong",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "EMAIL_URL": "smtp+tls://user:a-password@mail.example.kr:587",
    "EMAIL_FROM": "소통 <sotong@example.kr>",
    "SMS_URL": "solapi://akey:asecret@api.solapi.com?from=0222865000",
    "SMS_WEBHOOK_SECRET": random_word(32),
    "FIELD_ENCRYPTION_KEYS": f"b:{random_key()},a:{random_key()}",
    "BLIND_INDEX_KEY": random_key(),
    "EVIDENCE_KEY": random_key(),
}
PHRASE_KEY = base64.b64encode(b"this is a phrase of 32 letters!!").decode()
ZERO_KEY = base64.b64encode(bytes(32)).decode()
SHORT_KEY = base64.b64encode(DICE.randbytes(16)).decode()


def start(**changes: str | None) -> subprocess.CompletedProcess:
    """Start Django in production with sound settings but for `changes`; None removes a setting."""
    settings = {name: value for name, value in (SOUND | changes).items() if value is not None}
    path = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "portal.settings"}
    command = "import django; django.setup(); from django.conf import settings; print(settings.DEBUG)"
    return subprocess.run(
        [sys.executable, "-c", command], cwd=ROOT, env=path | settings, capture_output=True, text=True
    )


def refusal(**changes: str | None) -> str:
    """The last line of a start that must have failed."""
    done = start(**changes)
    assert done.returncode != 0, "production started all the same"
    return done.stderr.strip().splitlines()[-1]


def test_sound_settings_start_without_naming_the_environment():
    done = start()
    assert (done.returncode, done.stdout.strip()) == (0, "False"), done.stderr


@pytest.mark.parametrize("name", sorted(SOUND))
def test_a_missing_setting_is_named(name):
    assert refusal(**{name: None}).startswith(f"portal.settings.env.MissingSetting: {name} is not set")


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"BOUNCE_MAILBOX_URL": "imaps://bounces:a-password@mail.example.kr"}, "BOUNCE_DOMAIN"),
        ({"BOUNCE_WEBHOOK_SECRET": random_word(32)}, "BOUNCE_DOMAIN"),
        ({"REPLY_ADDRESS": "reply@bounces.example.kr"}, "BOUNCE_MAILBOX_URL"),
        ({"DKIM_KEY_FILE": "/etc/sotong/dkim.pem"}, "DKIM_SELECTOR"),
    ],
)
def test_what_belongs_to_an_optional_setting_is_asked_for(given, missing):
    assert refusal(**given).startswith(f"portal.settings.env.MissingSetting: {missing} is not set")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "true"),
        ("DEBUG", "1"),
        ("DEBUG", "perhaps"),
        ("ALLOWED_HOSTS", "*"),
        ("SITE_URL", "http://sotong.example.kr"),
        ("SITE_URL", "https://"),
        ("DATABASE_URL", "mysql://sotong@127.0.0.1/sotong"),
        ("DATABASE_URL", "postgres://127.0.0.1:port/sotong"),
        ("DATABASE_URL", "postgres://sotong:change-me@127.0.0.1:5432/sotong"),
        ("DATABASE_URL", "postgres://sotong@127.0.0.1:5432"),
        ("REDIS_URL", "127.0.0.1:6379"),
        ("EMAIL_URL", "https://mail.example.kr"),
        ("SMS_URL", "https://api.solapi.com"),
        ("SMS_WEBHOOK_SECRET", "short-but-random-8f3k"),
        ("SMS_WEBHOOK_SECRET", env.LOCAL_SMS_WEBHOOK_SECRET),
        ("BOUNCE_DOMAIN", "@bounces"),
        ("BOUNCE_MAILBOX_URL", "https://mail.example.kr"),
        ("BOUNCE_MAILBOX_URL", "imaps://bounces:change-me@mail.example.kr"),
        ("BOUNCE_WEBHOOK_SECRET", "short-but-random-8f3k"),
        ("REPLY_ADDRESS", "bounces.example.kr"),
        ("REPLY_ADDRESS", "reply+x@bounces.example.kr"),
        ("REPLY_ADDRESS", "소통 <reply@bounces.example.kr>"),
        ("REPLY_ADDRESS", f"{'a' * 39}@bounces.example.kr"),
        ("SECRET_KEY", "short-but-random-8f3k"),
        ("SECRET_KEY", "ab" * 40),
        ("SECRET_KEY", env.LOCAL_SECRET_KEY),
        ("SECRET_KEY", "django-insecure-" + SOUND["SECRET_KEY"]),
        ("BLIND_INDEX_KEY", env.LOCAL_BLIND_INDEX_KEY),
        ("EVIDENCE_KEY", env.LOCAL_EVIDENCE_KEY),
        ("BLIND_INDEX_KEY", "not base64 at all"),
        ("BLIND_INDEX_KEY", ZERO_KEY),
        ("BLIND_INDEX_KEY", SHORT_KEY),
        ("BLIND_INDEX_KEY", PHRASE_KEY),
        ("FIELD_ENCRYPTION_KEYS", env.LOCAL_FIELD_ENCRYPTION_KEYS),
        ("FIELD_ENCRYPTION_KEYS", random_key()),
        ("FIELD_ENCRYPTION_KEYS", f"a:{ZERO_KEY}"),
        ("FIELD_ENCRYPTION_KEYS", f"a:{random_key()},a:{random_key()}"),
        ("FIELD_ENCRYPTION_KEYS", f"a:{random_key()},b:{SHORT_KEY}"),
    ],
)
def test_a_weak_setting_is_named_and_its_value_is_not_shown(name, value):
    last_line = refusal(**{name: value})
    assert last_line.startswith(f"portal.settings.env.WeakSetting: {name} ")
    assert value not in last_line or value in ("*", "1", "true")


def test_the_sample_file_is_refused_as_it_is():
    lines = (ROOT / ".env.sample").read_text(encoding="utf-8").splitlines()
    sample = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert set(SOUND) <= set(sample)
    for name in (
        "SECRET_KEY",
        "DATABASE_URL",
        "EMAIL_URL",
        "SMS_URL",
        "SMS_WEBHOOK_SECRET",
        "FIELD_ENCRYPTION_KEYS",
        "BLIND_INDEX_KEY",
    ):
        assert f"{name} " in refusal(**{name: sample[name]})


def test_an_unknown_environment_is_refused():
    assert "SOTONG_ENV" in refusal(SOTONG_ENV="staging")
