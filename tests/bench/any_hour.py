"""The portal as installed, without hours of rest: notices are measured at any hour."""

from portal.settings import *  # noqa: F403

QUIET_HOURS = None
