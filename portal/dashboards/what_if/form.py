"""Asking for a plan: doors a day, the share that enrolls, what comes without visits."""

from django import forms
from django.utils.translation import gettext_lazy as _

from enrollment.models import District
from portal.common.day_form import AsOfForm
from portal.common.number_field import WrittenDecimal, WrittenInteger
from portal.dashboards.what_if.board import Asked, WhatIf
from portal.dashboards.what_if.plan import VisitDays

MOST_DOORS = 100_000
_DOORS_RANGE = _("하루에 방문하는 집은 0부터 100,000까지입니다. (예: 100)")
_PERCENT_RANGE = _("신청하는 비율은 0부터 100까지입니다. (예: 20)")
_OTHERS_RANGE = _("방문 밖의 접수는 0부터 10,000세대까지입니다. (예: 12.5)")
_AT_ONCE = {"data-submit-on-change": ""}


class WhatIfForm(AsOfForm):
    """What is left empty is what the portal suggests."""

    dong = forms.ModelChoiceField(
        None,
        label=_("어디"),
        required=False,
        empty_label=_("구 전체"),
        widget=forms.Select(attrs=_AT_ONCE),
        error_messages={"invalid_choice": _("이 구의 동이 아닙니다. 목록에서 골라 주세요.")},
    )
    doors = WrittenInteger(
        label=_("하루에 방문하는 집"),
        required=False,
        min_value=0,
        max_value=MOST_DOORS,
        out_of_range=_DOORS_RANGE,
        error_messages={
            "invalid": _("하루에 방문하는 집이 숫자가 아닙니다. 숫자만 입력해 주세요. (예: 100)"),
        },
    )
    enrolling_percent = WrittenDecimal(
        label=_("그중 신청하는 비율"),
        required=False,
        min_value=0,
        max_value=100,
        decimal_places=1,
        out_of_range=_PERCENT_RANGE,
        error_messages={
            "invalid": _("신청하는 비율이 숫자가 아닙니다. 숫자만 입력해 주세요. (예: 20)"),
            "max_decimal_places": _("소수 한 자리까지만 입력해 주세요. (예: 20.5)"),
        },
    )
    others_per_day = WrittenDecimal(
        label=_("방문 밖의 하루 접수"),
        required=False,
        min_value=0,
        max_value=10_000,
        decimal_places=1,
        help_text=_("비워 두면 최근 8주 동안 방문 없이 늘어난 세대의 하루 평균"),
        out_of_range=_OTHERS_RANGE,
        error_messages={
            "invalid": _("방문 밖의 접수가 숫자가 아닙니다. 숫자만 입력해 주세요. (예: 12.5)"),
            "max_decimal_places": _("소수 한 자리까지만 입력해 주세요. (예: 12.5)"),
        },
    )
    visit_days = forms.ChoiceField(
        label=_("방문하는 날"),
        choices=VisitDays.choices,
        required=False,
        widget=forms.Select(attrs=_AT_ONCE),
    )
    suggested_doors = forms.CharField(required=False, widget=forms.HiddenInput)
    suggested_others = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ["dong", "doors", "enrolling_percent", "others_per_day", "visit_days", "as_of"]

    def __init__(self, *args, district: District, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["dong"].queryset = district.dongs.all()

    def clean_visit_days(self) -> VisitDays:
        return VisitDays(self.cleaned_data["visit_days"] or VisitDays.WORKING)

    @property
    def asked(self) -> Asked:
        """What the valid form asks for. A number that stands as it was suggested is suggested anew: another
        dong or day has another one."""
        names = ("dong", "doors", "enrolling_percent", "others_per_day", "visit_days")
        values = {name: self.cleaned_data[name] for name in names}
        for name, suggested in (("doors", "suggested_doors"), ("others_per_day", "suggested_others")):
            if str(values[name]) == self.cleaned_data[suggested]:
                values[name] = None
        return Asked(self.day, **values)


def filled(found: WhatIf, form: WhatIfForm) -> WhatIfForm:
    """The form with everything that was worked with, suggestions included and known as such."""
    plan, asked = found.plan, form.asked
    return WhatIfForm(
        district=found.district,
        initial={
            "dong": form.cleaned_data["dong"],
            "doors": plan.doors,
            "enrolling_percent": plan.enrolling_percent.normalize() + 0,
            "others_per_day": plan.others_per_day,
            "suggested_doors": plan.doors if asked.doors is None else "",
            "suggested_others": plan.others_per_day if asked.others_per_day is None else "",
            "visit_days": plan.visit_days,
            "as_of": form.day,
        },
    )
