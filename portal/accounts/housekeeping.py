"""Removing what was kept for a moment only."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from portal.accounts.models import VerificationCode

KEEP_CODES = timedelta(days=1)
"""Longer than a code lives: the daily limit per contact counts them."""


def forget_expired() -> tuple[int, int]:
    """Delete expired sessions, which hold drafts with personal data, and old codes; how many of each."""
    now = timezone.now()
    sessions, _by_model = Session.objects.filter(expire_date__lt=now).delete()
    codes, _by_model = VerificationCode.objects.filter(expires_at__lt=now - KEEP_CODES).delete()
    return sessions, codes
