"""How allauth meets this portal: no sign-up, codes and mail through the outbox, words of our own."""

import time
from datetime import timedelta

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts import code_message
from portal.accounts.enums import HandleKind
from portal.common.access import client_ip
from portal.common.office import office
from portal.common.signals import direct_message_requested

PASSWORD_LINK_VALID = timedelta(hours=1)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("사용이 중지된 계정입니다. 관리자에게 문의해 주세요."),
        "email_password_mismatch": _(
            "이메일이나 비밀번호가 맞지 않습니다. 다시 확인해 입력해 주세요. 5번 틀리면 5분 동안 잠깁니다."
        ),
        "enter_current_password": _("지금 비밀번호가 맞지 않습니다. 다시 확인해 입력해 주세요."),
        "incorrect_code": _("인증번호가 맞지 않습니다. 마지막에 받은 번호를 입력해 주세요."),
        "incorrect_password": _("비밀번호가 맞지 않습니다. 다시 확인해 입력해 주세요."),
        "invalid_login": _("로그인할 수 없습니다. 입력한 내용을 확인해 주세요."),
        "invalid_password_reset": _("비밀번호를 바꾸는 주소가 맞지 않습니다. 새 주소를 다시 받아 주세요."),
        "rate_limited": _("너무 자주 시도했습니다. 5분 뒤에 다시 시도해 주세요."),
        "too_many_login_attempts": _(
            "여러 번 맞지 않아 로그인을 잠갔습니다. 5분 뒤에 다시 시도하거나 비밀번호를 다시 정해 주세요."
        ),
    }

    def is_open_for_signup(self, request) -> bool:
        """Accounts come from enrollment or from an administrator, never from a sign-up form."""
        return False

    def get_client_ip(self, request) -> str:
        ip = client_ip(request)
        if not ip:
            raise PermissionDenied("The address of the client is unknown.")
        return ip

    def is_reauthentication_required(self, *, app: str, **kwargs) -> bool:
        """Changing the second factor asks for the password again, unless it was given a moment ago."""
        if not super().is_reauthentication_required(app=app, **kwargs):
            return False
        records = get_authentication_records(self.request, self.request.user)
        return not records or time.time() - records[-1]["at"] > app_settings.REAUTHENTICATION_TIMEOUT

    def generate_login_code(self) -> str:
        return code_message.new_code()

    def generate_phone_verification_code(self, *, user, phone: str) -> str:
        return code_message.new_code()

    def send_verification_code_sms(self, user, phone: str, code: str, **kwargs) -> None:
        self.send_sign_in_code(HandleKind.MOBILE, phone, code)

    def set_phone_verified(self, user, phone: str) -> None:
        """A handle is kept only once it was confirmed, so there is nothing to note."""

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        if template_prefix == "account/email/login_code":
            self.send_sign_in_code(HandleKind.EMAIL, email, context["code"])
        else:
            self._send_letter(template_prefix, email, context)

    @transaction.atomic
    def send_sign_in_code(self, kind: str, value: str, code: str) -> None:
        valid = timedelta(seconds=app_settings.LOGIN_BY_CODE_TIMEOUT)
        code_message.request_message(
            kind=kind,
            value=value,
            code=code,
            purpose="sign_in_code",
            minutes=int(valid.total_seconds()) // 60,
            expires_at=timezone.now() + valid,
        )

    @transaction.atomic
    def _send_letter(self, template_prefix: str, email: str, context: dict) -> None:
        context = {**context, "district": office()}
        direct_message_requested.send(
            sender=None,
            channel="email",
            address=email,
            purpose="account",
            subject=" ".join(render_to_string(f"{template_prefix}_subject.txt", context).split()),
            text=render_to_string(f"{template_prefix}_message.txt", context),
            html=render_to_string(f"{template_prefix}_message.html", context),
            expires_at=timezone.now() + PASSWORD_LINK_VALID,
        )
