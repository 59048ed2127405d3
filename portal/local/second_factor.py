"""What an authenticator app would show, for demonstration accounts whose key is known anyway."""

import time

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt

from portal.accounts.models import User


def current_totp_code(user: User) -> tuple[str, int]:
    """The 6-digit code of this moment and the seconds it stays on show.

    Raises Authenticator.DoesNotExist when the user has no authenticator app.
    """
    authenticator = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    now = int(time.time())
    period = app_settings.TOTP_PERIOD
    code = format_hotp_value(hotp_value(decrypt(authenticator.data["secret"]), now // period))
    return code, period - now % period
