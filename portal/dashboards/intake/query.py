"""What a reader of the intake may ask for, on the page, of its files and over HTTP."""

from dataclasses import dataclass
from datetime import date, timedelta

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from enrollment.enums import ApplicationMethod
from enrollment.models import Dong
from enrollment.queries.intake_flow import months_until
from portal.common.day_form import AsOfForm

MONTHS = {"12": _("12개월"), "36": _("36개월")}
USUAL_MONTHS = "12"
HOW = {
    "all": (_("모든 신청"), tuple(ApplicationMethod.values)),
    "online": (_("온라인 제출"), (ApplicationMethod.ONLINE.value,)),
    "paper": (_("종이 신청서 입력"), (ApplicationMethod.PAPER.value,)),
}


@dataclass(frozen=True, slots=True)
class Span:
    """Months by their first days, the last one up to the end of `day`."""

    months: list[date]
    day: date


class IntakeQuery(AsOfForm):
    """A day, how many months up to it, whose hours, and the dong whose tongs are told."""

    too_late = _("아직 오지 않은 날의 접수는 볼 수 없습니다. 오늘이나 그 전의 날을 입력해 주세요.")
    months = forms.ChoiceField(
        label=_("기간"),
        choices=MONTHS.items(),
        required=False,
        error_messages={"invalid_choice": _("12개월과 36개월 가운데 골라 주세요.")},
    )
    how = forms.ChoiceField(
        label=_("시각을 볼 신청"),
        choices=[(code, label) for code, (label, _m) in HOW.items()],
        required=False,
        error_messages={"invalid_choice": _("볼 수 없는 신청 방법입니다. 목록에서 골라 주세요.")},
    )
    dong = forms.ModelChoiceField(
        label=_("통을 볼 동"),
        queryset=Dong.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=None,
        error_messages={"invalid_choice": _("이 구에 없는 동입니다. 목록에서 골라 주세요.")},
    )

    def __init__(self, data, district_code: str):
        data = data or {}
        shown = {"as_of": "", "months": USUAL_MONTHS, "how": "all", "dong": ""}
        super().__init__({name: data.get(name) or usual for name, usual in shown.items()} if data else None)
        self.initial = {"months": USUAL_MONTHS, "how": "all"}
        self.fields["dong"].queryset = Dong.objects.filter(district=district_code)

    @cached_property
    def month_count(self) -> int:
        return int(self._chosen("months", USUAL_MONTHS))

    @property
    def how_code(self) -> str:
        return self._chosen("how", "all")

    @property
    def chosen_dong(self) -> Dong | None:
        return self._chosen("dong", None)

    def span(self, *, small_cells: bool) -> Span:
        """What is told by month: without `small_cells` months that are over."""
        day = self.day if small_cells else _end_of_whole_month(self.day)
        return Span(months_until(day, self.month_count), day)

    def coarse_span(self, *, small_cells: bool) -> Span:
        """What is told of all months together: without `small_cells` the last calendar year that is over, so
        that no two spans overlap and their difference tells nothing."""
        span = self.span(small_cells=small_cells)
        if small_cells:
            return span
        ended = span.day.year if span.day.month == 12 else span.day.year - 1
        day = date(ended, 12, 31)
        return Span(months_until(day, 12), day)

    def _chosen(self, name: str, usual):
        return (self.is_bound and self.is_valid() and self.cleaned_data[name]) or usual


def _end_of_whole_month(day: date) -> date:
    """The last day of the last month that is over, seen from the end of `day`."""
    if day < timezone.localdate() and (day + timedelta(days=1)).day == 1:
        return day
    return day.replace(day=1) - timedelta(days=1)
