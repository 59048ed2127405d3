"""Looking households up: by what a resident at the counter can say of themselves."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from enrollment.forms.paper_fields import Address, BirthDate, PlainText
from enrollment.models import Dong
from portal.common import phone
from portal.common.text import clean, normalise_name
from portal.common.written_number import number_of

_RECEIPT_NO = re.compile(r"(\d{4}) ?-? ?(\d{1,7})")


class Phone(PlainText):
    """Digits of any telephone number that may have been handed in."""

    def to_python(self, value) -> str:
        text = super().to_python(value)
        return phone.normalise(text) if text else ""


class ReceiptNo(PlainText):
    """A receipt number; leading zeros of the running number may be left out."""

    def to_python(self, value) -> str:
        text = clean(super().to_python(value))
        if not text:
            return ""
        match = _RECEIPT_NO.fullmatch(text)
        if not match:
            raise ValidationError(
                _("접수번호가 올바르지 않습니다. 연도와 번호를 입력해 주세요. (예: 2013-0000123)")
            )
        return f"{match[1]}-{match[2]:0>7}"


class RecordNo(PlainText):
    """The number of a household's record, as a finding of unusual intake tells it; empty value None."""

    def to_python(self, value) -> int | None:
        text = clean(super().to_python(value))
        number = number_of(text)
        if text and number is None:
            raise ValidationError(
                _("세대 기록 번호가 올바르지 않습니다. 알려 받은 숫자만 입력해 주세요. (예: 12345)")
            )
        return number


class HouseholdSearchForm(forms.Form):
    """At least one value; the rest narrows. `dongs`: those the reader may look into."""

    name = PlainText(label=_("이름"), required=False, max_length=40)
    phone = Phone(label=_("휴대전화"), required=False)
    birth_date = BirthDate(label=_("생년월일"), required=False)
    address = Address(label=_("도로명주소"), required=False)
    receipt_no = ReceiptNo(label=_("접수번호"), required=False)
    record_no = RecordNo(
        label=_("세대 기록 번호"), required=False, help_text=_("구청이 ‘특이 접수’에서 알려 준 번호")
    )
    dong = forms.ModelChoiceField(
        Dong.objects.none(),
        label=_("행정동"),
        required=False,
        empty_label=_("담당하는 동 모두"),
        error_messages={"invalid_choice": _("담당하는 행정동이 아닙니다. 목록에서 다시 골라 주세요.")},
    )

    def __init__(self, *args, dongs, **kwargs):
        super().__init__(*args, **kwargs)
        self.dongs = list(dongs)
        if len(self.dongs) == 1:
            del self.fields["dong"]
        else:
            self.fields["dong"].queryset = Dong.objects.filter(pk__in=[dong.pk for dong in self.dongs])

    def clean_name(self) -> str:
        name = normalise_name(self.cleaned_data["name"])
        if len(name) == 1:
            raise ValidationError(_("이름을 한 글자만 입력했습니다. 두 글자 이상 입력해 주세요."))
        return name

    def clean(self) -> dict:
        data = super().clean()
        asked = ("name", "phone", "birth_date", "address", "receipt_no", "record_no")
        if not self.errors and not any(data.get(name) for name in asked):
            raise ValidationError(_("찾을 조건을 입력하지 않았습니다. 한 칸 이상 입력해 주세요."))
        return data

    def typed(self) -> dict[str, str]:
        """What was typed, to be kept in the session and read again."""
        return {name: self.data.get(name, "") for name in self.fields}

    def criteria(self) -> dict:
        """Arguments of `queries.households.search`."""
        data = dict(self.cleaned_data)
        dong = data.pop("dong", None)
        data["address"] = self["address"].value() if data["address"] else ""
        return {"dongs": [dong] if dong else self.dongs, **data}


def reason_field(label) -> PlainText:
    """Why personal data are opened or taken out; kept in the access log."""
    example = _("사유를 적지 않았거나 너무 짧습니다. 왜 필요한지 적어 주세요. (예: 주소 변경 신청 확인)")
    return PlainText(
        label=label, min_length=2, max_length=200, error_messages={"required": example, "min_length": example}
    )


class UnmaskForm(forms.Form):
    reason = reason_field(_("가림을 해제하는 사유"))


class DownloadForm(forms.Form):
    reason = reason_field(_("내려받는 사유"))


class ExportForm(DownloadForm):
    CSV, XLSX = "csv", "xlsx"

    file = forms.ChoiceField(label=_("파일 형식"), choices=[(CSV, "CSV"), (XLSX, "XLSX")])
