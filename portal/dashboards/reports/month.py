"""A calendar month, as reports count them."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from portal.common.templatetags.korean import ENGLISH_MONTHS, english
from portal.common.text import clean

_WRITTEN = re.compile(r"(\d{4}) ?(?:[./-]|년) ?(\d{1,2}) ?(?:\.|월)?")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month by its `first` day."""

    first: date

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.replace(day=1))

    @classmethod
    def written(cls, text: str) -> "Month":
        """`2013-09`, `2013. 9.` or `2013년 9월`. Raises ValueError for anything else."""
        match = _WRITTEN.fullmatch(clean(text))
        if match is None:
            raise ValueError("Not a month.")
        return cls(date(int(match[1]), int(match[2]), 1))

    @property
    def last(self) -> date:
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> "Month":
        return Month((self.first + timedelta(days=31)).replace(day=1))

    @property
    def previous(self) -> "Month":
        return self.back(1)

    def back(self, months: int) -> "Month":
        """So many months before."""
        number = self.first.year * 12 + self.first.month - 1 - months
        return Month(date(number // 12, number % 12 + 1, 1))

    @property
    def name(self) -> str:
        """`2013년 9월`, in English `Sep 2013`."""
        if english():
            return f"{ENGLISH_MONTHS[self.first.month - 1]} {self.first.year}"
        return _("%(year)s년 %(month)s월") % {"year": self.first.year, "month": self.first.month}
