"""Sign-in forms. allauth does the work; the words, the hints and the lookup of residents are ours."""

from allauth.account import forms as account_forms
from allauth.core import context, ratelimit
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from django import forms
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.crypto import constant_time_compare
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from portal.accounts import contacts, residents
from portal.accounts.enums import HandleKind
from portal.accounts.limits import Limit, spend
from portal.common.crypto import blind_index
from portal.common.text import to_halfwidth

CODE_LIFE_SECONDS = 3 * 30
"""An authenticator code: the present half minute, the one before and the one after."""
GUESSES = Limit(5, 5 * 60)
TOO_OFTEN = _("인증번호를 너무 자주 요청했습니다. 1분 뒤에 다시 요청해 주세요.")


def _code_input() -> forms.TextInput:
    return forms.TextInput(
        attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": 20, "autofocus": True}
    )


class RequestCodeForm(forms.Form):
    """One field that takes a phone or an email; the answer never tells whether the contact is known."""

    contact = forms.CharField(
        label=_("휴대전화 번호 또는 이메일"),
        help_text=_("전자행정서비스를 신청할 때 쓴 연락처를 입력해 주세요."),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
        error_messages={
            "required": _(
                "휴대전화 번호나 이메일을 입력하지 않았습니다. 신청할 때 쓴 연락처를 입력해 주세요."
            )
        },
    )

    _user = None
    is_claimable = False
    """Somebody enrolled on paper with this contact and has no account yet: the code makes one."""

    def clean_contact(self) -> str:
        kind, value = contacts.recognise(self.cleaned_data["contact"])
        if not ratelimit.consume(
            context.request, action="request_login_code", key=contacts.index_of(kind, value)
        ):
            raise ValidationError(TOO_OFTEN, code="too_often")
        user = residents.find_by_contact(kind, value)
        # Asked of every contact, so that a known one is not told by its answer coming sooner or later.
        self.is_claimable = import_string(settings.CONTACT_IS_CLAIMABLE)(kind, value) and user is None
        if user is not None and residents.may_sign_in_by_code(user):
            self._user = user
        self.cleaned_data["phone" if kind == HandleKind.MOBILE else "email"] = value
        return value


class ConfirmCodeForm(forms.Form):
    """The code that was sent. At most five guesses a session, even when they come all at once."""

    code = forms.CharField(
        label=_("인증번호"),
        help_text=_("숫자 6자리입니다."),
        max_length=20,
        widget=_code_input(),
        error_messages={"required": _("인증번호를 입력하지 않았습니다. 받은 숫자 6자리를 입력해 주세요.")},
    )

    def __init__(self, *args, code: str = "", **kwargs) -> None:
        self.expected_code = code
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        typed = "".join(to_halfwidth(self.cleaned_data["code"]).split())
        session = blind_index("code_guess", context.request.session.session_key)
        guess_allowed = spend("sign_in_guess", session, GUESSES)
        expected = self.expected_code
        if not guess_allowed or not expected or not constant_time_compare(typed, expected):
            raise ValidationError(
                _("인증번호가 맞지 않습니다. 마지막에 받은 6자리 번호를 입력해 주세요."),
                code="incorrect_code",
            )
        return typed


EMAIL_REQUIRED = _("이메일을 입력하지 않았습니다. 업무용 이메일을 입력해 주세요. (예: name@example.kr)")
EMAIL_INVALID = _("이메일 주소가 올바르지 않습니다. @와 주소 끝부분을 확인해 주세요. (예: name@example.kr)")
PASSWORD_REQUIRED = _("비밀번호를 입력하지 않았습니다. 비밀번호를 입력해 주세요.")
NEW_PASSWORD_HINT = _("10자 이상으로 정하고, 숫자만 쓰거나 이메일과 비슷하게 만들지 마세요.")


class _KoreanWords:
    """Labels, hints and messages of allauth's fields in our words; placeholders repeat labels, so none."""

    words: dict[str, tuple] = {
        "login": (_("업무용 이메일"), "", {"required": EMAIL_REQUIRED, "invalid": EMAIL_INVALID}),
        "email": (_("업무용 이메일"), "", {"required": EMAIL_REQUIRED, "invalid": EMAIL_INVALID}),
        "password": (_("비밀번호"), "", {"required": PASSWORD_REQUIRED}),
        "oldpassword": (_("지금 비밀번호"), "", {"required": PASSWORD_REQUIRED}),
        "password1": (_("새 비밀번호"), NEW_PASSWORD_HINT, {"required": PASSWORD_REQUIRED}),
        "password2": (_("새 비밀번호 다시 입력"), "", {"required": PASSWORD_REQUIRED}),
        "code": (
            _("인증 앱의 6자리 번호"),
            "",
            {"required": _("번호를 입력하지 않았습니다. 인증 앱에 보이는 숫자 6자리를 입력해 주세요.")},
        ),
    }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label, field.help_text, messages = self.words[name]
            field.error_messages.update(messages)
            for validator in field.validators:
                if getattr(validator, "code", "") == "invalid":
                    validator.message = messages.get("invalid", validator.message)
            field.widget.attrs.pop("placeholder", None)


class StaffLoginForm(_KoreanWords, account_forms.LoginForm):
    pass


class StaffChangePasswordForm(_KoreanWords, account_forms.ChangePasswordForm):
    pass


class StaffResetPasswordForm(_KoreanWords, account_forms.ResetPasswordForm):
    pass


class StaffNewPasswordForm(_KoreanWords, account_forms.ResetPasswordKeyForm):
    pass


class StaffReauthenticateForm(_KoreanWords, account_forms.ReauthenticateForm):
    pass


class _SecondFactorWords(_KoreanWords):
    words = {
        **_KoreanWords.words,
        "code": (
            _KoreanWords.words["code"][0],
            _("휴대전화가 없으면 복구 번호 하나를 입력해 주세요."),
            _KoreanWords.words["code"][2],
        ),
    }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget = _code_input()

    def clean_code(self) -> str:
        code = super().clean_code()
        # Neighbouring codes are accepted too, so a code lives longer than the library remembers it.
        used = blind_index("second_factor_code", f"{self.user.pk}:{code}")
        if not cache.add(f"second_factor:{used}", 1, timeout=CODE_LIFE_SECONDS):
            raise get_mfa_adapter().validation_error("incorrect_code")
        return code


class SecondFactorForm(_SecondFactorWords, mfa_forms.AuthenticateForm):
    pass


class SecondFactorAgainForm(_SecondFactorWords, mfa_forms.ReauthenticateForm):
    pass


class ActivateSecondFactorForm(_KoreanWords, totp_forms.ActivateTOTPForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget = _code_input()
