"""What is written down when somebody signs in."""

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from portal.accounts.access import has_staff_role
from portal.common import audit


@receiver(user_logged_in)
def _record_staff_sign_in(user, **kwargs):
    if has_staff_role(user):
        audit.record(by=user, action="user.sign_in", obj=user)
