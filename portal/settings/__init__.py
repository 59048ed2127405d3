"""Settings by environment: `SOTONG_ENV` is production (the default), local or test."""

import os

from django.core.exceptions import ImproperlyConfigured

_environment = os.environ.get("SOTONG_ENV", "production")

if _environment == "production":
    from portal.settings.production import *  # noqa: F403
elif _environment == "local":
    from portal.settings.local import *  # noqa: F403
elif _environment == "test":
    from portal.settings.test import *  # noqa: F403
else:
    raise ImproperlyConfigured(f"SOTONG_ENV is {_environment!r}; use production, local or test.")
