"""Who applies, how to reach them, and for a child who consents."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from enrollment.enums import GuardianRelation, Sex
from enrollment.forms.online.base import PageForm
from enrollment.forms.paper_fields import BirthDate, Email, Mobile, PlainText
from enrollment.validators.application import needs_guardian
from enrollment.validators.names import is_name, name_message
from portal.common.text import normalise_name

NAME_LENGTH = 40
TOO_LONG = _("40자까지 입력할 수 있습니다. 줄여서 입력해 주세요.")
PHONE_MISSING = _("휴대전화 번호를 입력하지 않았습니다. 숫자만 11자리로 입력해 주세요. (예: 01012345678)")


class PersonName(PlainText):
    """A name as one may be written; a Korean one without inner spaces."""

    def __init__(self, **kwargs):
        messages = {"max_length": TOO_LONG, **kwargs.pop("error_messages", {})}
        super().__init__(max_length=NAME_LENGTH, error_messages=messages, **kwargs)

    def clean(self, value) -> str:
        name = normalise_name(super().clean(value))
        if name and not is_name(name):
            raise ValidationError(name_message())
        return name


class PersonForm(PageForm):
    name = PersonName(
        label=_("이름"),
        error_messages={"required": _("이름을 입력하지 않았습니다. 신청하는 분의 이름을 입력해 주세요.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    birth_date = BirthDate(
        label=_("생년월일"),
        help_text=_("숫자 8자리로 입력해 주세요. 주민등록번호는 받지 않습니다. (예: 19900101)"),
        error_messages={
            "required": _("생년월일을 입력하지 않았습니다. 숫자 8자리로 입력해 주세요. (예: 19900101)")
        },
        widget=forms.TextInput(attrs={"autocomplete": "bday", "inputmode": "numeric"}),
    )
    sex = forms.ChoiceField(
        label=_("성별"),
        required=False,
        choices=[*Sex.choices, ("", _("밝히지 않음"))],
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("성별을 목록에서 골라 주세요. 고르지 않아도 됩니다.")},
    )

    @property
    def is_child(self) -> bool:
        """Whether the applicant, on a valid page, needs a guardian's consent today."""
        born: date = self.cleaned_data["birth_date"]
        return needs_guardian(born)


class ContactForm(PageForm):
    mobile = Mobile(
        label=_("휴대전화 번호"),
        help_text=_("이 번호로 6자리 인증번호를 보냅니다. (예: 01012345678)"),
        error_messages={"required": PHONE_MISSING},
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    email = Email(
        label=_("이메일"),
        required=False,
        max_length=254,
        help_text=_("소식이나 통지를 이메일로도 받으려면 입력해 주세요. (예: name@example.kr)"),
        error_messages={
            "max_length": _("이메일 주소가 너무 깁니다. 주소를 확인해 주세요. (예: name@example.kr)")
        },
        widget=forms.TextInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )


class GuardianForm(PageForm):
    """Under 14 a guardian consents, and a code to their phone shows that it is them (PIPA article 22-2)."""

    guardian_name = PersonName(
        label=_("법정대리인 이름"),
        error_messages={
            "required": _("법정대리인의 이름을 입력하지 않았습니다. 보호자의 이름을 입력해 주세요.")
        },
    )
    guardian_relation = forms.ChoiceField(
        label=_("신청인과의 관계"),
        choices=GuardianRelation.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("신청인과의 관계를 고르지 않았습니다. 목록에서 골라 주세요."),
            "invalid_choice": _("신청인과의 관계를 고르지 않았습니다. 목록에서 골라 주세요."),
        },
    )
    guardian_phone = Mobile(
        label=_("법정대리인 휴대전화 번호"),
        help_text=_("법정대리인의 휴대전화로 6자리 인증번호를 보냅니다. (예: 01012345678)"),
        error_messages={"required": PHONE_MISSING},
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )
    guardian_consent = forms.BooleanField(
        label=_("법정대리인으로서 신청인이 고른 개인정보 수집·이용에 동의합니다."),
        error_messages={
            "required": _(
                "법정대리인의 동의가 없습니다. 14세 미만은 법정대리인이 동의해야 신청할 수 있습니다."
            )
        },
    )
