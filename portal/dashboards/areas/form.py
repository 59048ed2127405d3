"""Which two days are compared."""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from portal.common.day_form import WrittenDateField
from portal.dashboards.forms import PeriodForm

STRETCH = timedelta(days=28)
"""Compared when nothing is asked for: four weeks, so that both days are the same day of the week."""


class CompareForm(PeriodForm):
    """`since` is the earlier day, `as_of` the later; four weeks up to today when nothing is asked for."""

    since = WrittenDateField(
        label=_("비교일"), required=False, help_text=_("비워 두면 기준일의 4주 전입니다.")
    )
    too_late = _("아직 오지 않은 날의 신청률은 볼 수 없습니다. 오늘이나 그 전의 날을 입력해 주세요.")
    too_early = _("비교일이 기준일보다 늦습니다. 기준일이나 그 전의 날을 입력해 주세요.")

    @property
    def first_day(self) -> date:
        return super().first_day or self.day - STRETCH
