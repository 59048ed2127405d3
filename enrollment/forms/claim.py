"""Taking over a record made on paper: what the resident types, and what the clerk types."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from enrollment.domain.claim import ALPHABET, CODE_LENGTH, SPENT
from enrollment.enums import IdentityDocument
from enrollment.forms.household_search import ReceiptNo
from enrollment.forms.online.person import PersonName
from enrollment.forms.paper_fields import BirthDate, Mobile, PlainText
from enrollment.models import Application
from portal.common.text import clean


class WhoForm(forms.Form):
    use_required_attribute = False

    name = PersonName(
        label=_("이름"),
        help_text=_("신청서에 적은 이름을 입력해 주세요."),
        error_messages={"required": _("이름을 입력하지 않았습니다. 신청서에 적은 이름을 입력해 주세요.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    birth_date = BirthDate(
        label=_("생년월일"),
        help_text=_("신청서에 적은 생년월일을 숫자 8자리로 입력해 주세요. (예: 19900101)"),
        error_messages={
            "required": _("생년월일을 입력하지 않았습니다. 숫자 8자리로 입력해 주세요. (예: 19900101)")
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "bday"}),
    )


class ClaimCodeForm(forms.Form):
    use_required_attribute = False

    code = forms.CharField(
        label=_("계정 연결 번호"),
        help_text=_("문자로 받은 영문자와 숫자 10자리입니다."),
        max_length=30,
        error_messages={
            "required": _("계정 연결 번호를 입력하지 않았습니다. 문자로 받은 10자리를 입력해 주세요.")
        },
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def clean_code(self) -> str:
        code = "".join(sign for sign in clean(self.cleaned_data["code"]).upper() if sign.isalnum())
        if len(code) != CODE_LENGTH or set(code) - set(ALPHABET):
            raise ValidationError(SPENT)
        return code


class DeskClaimForm(forms.Form):
    """What a clerk reads from the receipt and the identity document. `dongs`: those of the clerk."""

    use_required_attribute = False

    receipt_no = ReceiptNo(
        label=_("접수번호"),
        help_text=_("접수증이나 접수 안내 문자에 있습니다. (예: 2013-0000123)"),
        error_messages={"required": _("접수번호를 입력하지 않았습니다. 접수증의 번호를 입력해 주세요.")},
    )
    document = forms.ChoiceField(
        label=_("확인한 신분증"),
        choices=[("", _("고르기")), *IdentityDocument.choices],
        help_text=_("종류만 남깁니다. 신분증 번호는 어디에도 적지 않습니다."),
        error_messages={"required": _("신분증을 고르지 않았습니다. 신분증을 확인하고 종류를 골라 주세요.")},
    )
    birth_date = BirthDate(
        label=_("신분증의 생년월일"),
        help_text=_("신청 기록과 같은지 확인합니다. (예: 19900101)"),
        error_messages={"required": _("생년월일을 입력하지 않았습니다. 신분증의 생년월일을 입력해 주세요.")},
    )
    mobile = Mobile(
        label=_("지금 가지고 있는 휴대전화"),
        help_text=_("이 번호로 계정 연결 문자를 보냅니다. 신청서의 번호와 달라도 됩니다."),
        error_messages={"required": _("휴대전화 번호를 입력하지 않았습니다. 숫자만 11자리로 입력해 주세요.")},
    )
    keeps_account = forms.BooleanField(
        label=_("지금까지 쓰던 계정은 가족과 함께 쓰는 계정이라고 합니다"),
        required=False,
        help_text=_("그 계정에 새 번호를 더합니다. 표시하지 않으면 이 분만 새 계정으로 옮깁니다."),
    )
    seen = forms.BooleanField(
        label=_("신분증의 얼굴과 이름이 신청한 본인과 같습니다"),
        error_messages={"required": _("본인인지 확인하지 않았습니다. 신분증을 확인한 뒤 표시해 주세요.")},
    )

    def __init__(self, *args, dongs, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.dongs = dongs
        self.application: Application | None = None

    def clean(self) -> dict:
        found = super().clean()
        if not (found.get("receipt_no") and found.get("birth_date")):
            return found
        applications = Application.objects.filter(person__household__dong__in=self.dongs)
        self.application = (
            applications.select_related("person").filter(receipt_no=found["receipt_no"]).first()
        )
        if self.application is None or self.application.person.birth_date != found["birth_date"]:
            # One answer for both, so that nobody learns from it who was born when.
            self.application = None
            self.add_error(
                "receipt_no",
                _("담당하는 동에 접수번호와 생년월일이 맞는 신청이 없습니다. 두 가지를 확인해 주세요."),
            )
        return found


class NotMineForm(forms.Form):
    """Why a clerk takes an application back."""

    use_required_attribute = False

    reason = PlainText(
        label=_("확인한 것"),
        help_text=_("누가 어떻게 알려 왔는지 적어 주세요. 이름과 번호는 적지 않습니다."),
        max_length=200,
        error_messages={"required": _("사유를 입력하지 않았습니다. 누가 어떻게 알려 왔는지 적어 주세요.")},
    )
