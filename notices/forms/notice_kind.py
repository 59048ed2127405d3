"""A kind of addressed notice: what does not belong to its terms."""

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from enrollment.enums import ConsentPurpose
from enrollment.models import Service
from notices.domain.notice.kind import KIND_FIELDS, NOT_FOR_NOTICES
from notices.enums.notice import Addressee
from notices.models import NoticeKind
from portal.common import resident_number

_ADDRESS_OF_THIS_PAGE = "new"
_REQUIRED = {"required": _("비어 있습니다. 내용을 입력해 주세요.")}


def _text(label, most: int, **others) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        validators=[resident_number.refuse],
        error_messages=_REQUIRED,
        **others,
    )


class KindForm(forms.Form):
    name = _text(_("이름"), 40, help_text=_("주민에게도 보입니다. (예: 민방위 교육훈련 통지)"))
    name_en = _text(_("이름 (영어)"), 60)
    description = _text(_("설명"), 200, help_text=_("무엇을 누구에게 알리는지 한 문장으로 적어 주세요."))
    description_en = _text(_("설명 (영어)"), 300)
    service = forms.ModelChoiceField(
        Service.objects.none(),
        label=_("희망 서비스"),
        empty_label=_("골라 주세요"),
        help_text=_("이 서비스를 신청하고 통지서 전자송달에 동의한 사람이 전자로 받습니다."),
        error_messages={
            "required": _("희망 서비스를 고르지 않았습니다. 하나를 골라 주세요."),
            "invalid_choice": NOT_FOR_NOTICES,
        },
    )
    addressee = forms.ChoiceField(
        label=_("동의하는 사람"),
        choices=Addressee.choices,
        widget=forms.RadioSelect,
        initial=Addressee.PERSON,
    )
    not_in_elections = forms.BooleanField(
        label=_("선거 기간에 보내지 않기"),
        required=False,
        help_text=_("민방위 교육훈련은 선거 기간에 하지 않습니다. (민방위기본법 제23조)"),
    )
    is_active = forms.BooleanField(
        label=_("새 회차를 만들 수 있음"),
        required=False,
        initial=True,
        help_text=_("끄면 새 회차를 만들 수 없습니다. 이미 만든 회차는 그대로 진행됩니다."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        services = Service.objects.filter(consent_purpose=ConsentPurpose.E_NOTICE)
        self.fields["service"].queryset = services

    def values(self) -> dict:
        """As `create_kind` and `change_kind` take them."""
        return self.cleaned_data

    @staticmethod
    def initial_of(kind: NoticeKind) -> dict:
        return {name: getattr(kind, name) for name in KIND_FIELDS}


class NewKindForm(KindForm):
    field_order = ("code",)
    code = forms.CharField(
        label=_("코드"),
        max_length=30,
        help_text=_("연계 시스템이 쓰는 이름입니다. 나중에 바꿀 수 없습니다. (예: civil_defence)"),
        validators=[
            RegexValidator(
                r"^[a-z][a-z0-9_]*\Z",
                _("영문 소문자로 시작해 소문자, 숫자, 밑줄만 입력해 주세요. (예: civil_defence)"),
            )
        ],
        error_messages=_REQUIRED,
    )

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if code == _ADDRESS_OF_THIS_PAGE or NoticeKind.objects.filter(code=code).exists():
            raise forms.ValidationError(_("이미 쓰이는 코드입니다. 다른 코드를 입력해 주세요."))
        return code
