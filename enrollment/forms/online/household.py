"""The household the applicant belongs to, and where it lives."""

import re

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from enrollment.enums import Relation
from enrollment.forms.online.base import PageForm
from enrollment.forms.online.person import PersonName
from enrollment.forms.paper_fields import PlainText
from enrollment.models import Dong
from enrollment.validators.home import (
    address_problems,
    head_problems,
    legal_dong_problems,
    tong_problems,
)
from portal.common import address
from portal.common.text import clean

_NUMBER = re.compile(r"제?\s*(\d{1,3})\s*[통반]?")
DONG_MISSING = _("행정동을 고르지 않았습니다. 목록에서 사는 동을 골라 주세요.")


class DongChoice(forms.ModelChoiceField):
    """Administrative dongs with the legal dongs they cover: people know the latter from their address."""

    def label_from_instance(self, dong: Dong) -> str:
        others = ", ".join(name for name in dong.legal_dongs if name != dong.name)
        return f"{dong} ({others})" if others else str(dong)


class UnitNumber(PlainText):
    """The number of a tong or ban, with or without the word behind it; None when empty."""

    def to_python(self, value) -> int | None:
        text = clean(super().to_python(value))
        if not text:
            return None
        match = _NUMBER.fullmatch(text)
        if not match or not int(match[1]):
            raise ValidationError(_("숫자로 입력해 주세요. 모르면 비워 두세요. (예: 3)"))
        return int(match[1])


class HouseholdForm(PageForm):
    """`applicant_name`: who applies; the head who applies need not write the name twice."""

    relation = forms.ChoiceField(
        label=_("세대주와의 관계"),
        choices=Relation.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("세대주와의 관계를 고르지 않았습니다. 목록에서 골라 주세요."),
            "invalid_choice": _("세대주와의 관계를 고르지 않았습니다. 목록에서 골라 주세요."),
        },
    )
    head_name = PersonName(
        label=_("세대주 이름"), required=False, help_text=_("신청하는 분이 세대주이면 비워 두세요.")
    )
    road_address = PlainText(
        label=_("도로명주소"),
        max_length=120,
        help_text=_("도로명과 건물번호를 입력해 주세요. (예: 고산자로 270)"),
        error_messages={
            "required": _("주소를 입력하지 않았습니다. 도로명주소로 입력해 주세요. (예: 고산자로 270)"),
            "max_length": _("120자까지 입력할 수 있습니다. 줄여서 입력해 주세요."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "address-line1"}),
    )
    address_detail = PlainText(
        label=_("상세주소"),
        required=False,
        max_length=80,
        help_text=_("동, 호수를 입력해 주세요. (예: 101동 1203호)"),
        error_messages={"max_length": _("80자까지 입력할 수 있습니다. 줄여서 입력해 주세요.")},
        widget=forms.TextInput(attrs={"autocomplete": "address-line2"}),
    )
    dong = DongChoice(
        Dong.objects.none(),
        label=_("행정동"),
        empty_label=_("동을 골라 주세요"),
        help_text=_("괄호 안은 주소에 쓰는 법정동입니다. 모르면 가까운 동 주민센터에 물어봐 주세요."),
        error_messages={"required": DONG_MISSING, "invalid_choice": DONG_MISSING},
    )
    tong_number = UnitNumber(
        label=_("통"), required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    ban = UnitNumber(label=_("반"), required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"}))

    def __init__(self, *args, applicant_name: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.applicant_name = applicant_name
        self.fields["dong"].queryset = Dong.objects.filter(district=settings.DISTRICT_CODE).select_related(
            "district"
        )

    def clean(self) -> dict:
        cleaned = super().clean()
        self._check_head(cleaned)
        dong, road = cleaned.get("dong"), cleaned.get("road_address")
        detail = cleaned.get("address_detail", "")
        if dong and not {"tong_number", "ban"} & set(self.errors):
            self.add_problems(tong_problems(dong, cleaned["tong_number"], cleaned["ban"]))
        if road and "address_detail" not in self.errors:
            self._check_address(road, detail, dong)
        return cleaned

    def _check_head(self, cleaned: dict) -> None:
        if {"relation", "head_name"} & set(self.errors):
            return
        if cleaned["relation"] == Relation.HEAD and not cleaned["head_name"]:
            cleaned["head_name"] = self.applicant_name
        self.add_problems(head_problems(self.applicant_name, cleaned["relation"], cleaned["head_name"]))

    def _check_address(self, road: str, detail: str, dong: Dong | None) -> None:
        district = dong.district if dong else self.fields["dong"].queryset.first().district
        problems = address_problems(road, detail, district)
        if dong and not problems:
            problems = legal_dong_problems(road, detail, dong)
        self.add_problems(problems)
        if not problems:
            self._split_address(road, detail, district)

    def _split_address(self, road: str, detail: str, district) -> None:
        """One spelling for the register; a unit written behind the road belongs to the detail."""
        parsed = address.parse(road)
        city, name = parsed.city or district.city_name, parsed.district or district.name
        self.cleaned_data["road_address"] = f"{city} {name} {parsed.street} {parsed.number}"
        self.cleaned_data["address_detail"] = " ".join(part for part in (parsed.detail, detail) if part)
