"""The second factor (TOTP): who must have it, whether this session has passed it, and how it is kept."""

from base64 import b64decode, b64encode

from allauth.account.signals import authentication_step_completed
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.db import transaction
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from portal.accounts.access import roles_today
from portal.accounts.models import User
from portal.common import audit, crypto
from portal.common.signals import encrypted_elsewhere

PASSED = "second_factor_passed"
ENCRYPTED_DATA = frozenset({"secret", "seed"})
"""What the library encrypts in the data of an authenticator: the app's secret, the seed of recovery codes."""


class MFAAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _("이 역할은 2단계 인증을 반드시 써야 하므로 해제할 수 없습니다."),
        "cannot_generate_recovery_codes": _(
            "2단계 인증을 켜지 않아 복구 번호를 만들 수 없습니다. 먼저 2단계 인증을 켜 주세요."
        ),
        "incorrect_code": _("번호가 맞지 않습니다. 인증 앱에 지금 보이는 숫자 6자리를 입력해 주세요."),
    }

    def encrypt(self, text: str) -> str:
        return b64encode(crypto.encrypt(text, associated_data=b"totp")).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.decrypt(b64decode(encrypted_text), associated_data=b"totp")

    def can_delete_authenticator(self, authenticator) -> bool:
        return not is_required(authenticator.user)


def is_required(user) -> bool:
    """Whether a role of today demands a second factor of this user."""
    return any(role.requires_second_factor for role in roles_today(user))


def is_set_up(user) -> bool:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def has_passed(request) -> bool:
    """Whether the present user gave the second factor in this session."""
    return request.session.get(PASSED) == request.user.pk


def mark_passed(session, user: User) -> None:
    session[PASSED] = user.pk


@transaction.atomic
def reset(*, user: User, by: User) -> None:
    """Forget a lost second factor; the user sets up a new one at the next sign-in."""
    Authenticator.objects.filter(user=user).delete()
    audit.record(by=by, action="user.reset_second_factor", obj=user)


@receiver(authentication_step_completed)
def _remember_second_factor(request, method, user, **kwargs):
    if method == "mfa":
        mark_passed(request.session, user)


@receiver(authenticator_added)
def _remember_setting_up(request, user, authenticator, **kwargs):
    # Setting it up took a right code.
    if authenticator.type == Authenticator.Type.TOTP:
        mark_passed(request.session, user)
        audit.record(by=user, action="user.add_second_factor", obj=user)


@receiver(encrypted_elsewhere)
def _rotate_secrets(rotate: bool, **kwargs) -> int:
    """Secrets of the second factor lie inside the rows of the library that made them."""
    waiting = 0
    for pk in Authenticator.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            row = Authenticator.objects.select_for_update().filter(pk=pk).first()
            data = row.data if row else {}
            old = {name: text for name, text in data.items() if _is_of_another_key(name, text)}
            if old and rotate:
                adapter = MFAAdapter()
                row.data |= {name: adapter.encrypt(adapter.decrypt(text)) for name, text in old.items()}
                row.save(update_fields=["data"])
        waiting += len(old)
    return waiting


def _is_of_another_key(name: str, value) -> bool:
    return name in ENCRYPTED_DATA and bool(value) and crypto.needs_rotation(b64decode(value))
