"""A calendar month: its days, its neighbours and its name."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from portal.common.templatetags.korean import kmonth
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

    @classmethod
    def over_by(cls, day: date) -> "Month":
        """The newest month that is over when `day` ends."""
        return cls.of(day + timedelta(days=1)).previous

    @classmethod
    def until(cls, day: date, count: int) -> list["Month"]:
        """`count` months, the last that of `day`, oldest first."""
        return [cls.of(day).back(back) for back in reversed(range(count))]

    @classmethod
    def between(cls, first: date, last: date) -> list["Month"]:
        """From the month of `first` to that of `last`, oldest first; none where `last` is before it."""
        start, end = cls.of(first).number, cls.of(last).number
        return [cls._numbered(number) for number in range(start, end + 1)]

    @property
    def last(self) -> date:
        return self.day(31)

    @property
    def next(self) -> "Month":
        return self.back(-1)

    @property
    def previous(self) -> "Month":
        return self.back(1)

    def back(self, months: int) -> "Month":
        """So many months before."""
        return self._numbered(self.number - months)

    def day(self, number: int) -> date:
        """The day of that number, or the last one the month has."""
        return self.first.replace(day=min(number, monthrange(self.first.year, self.first.month)[1]))

    @property
    def key(self) -> str:
        """`2013-09`, as files and other systems name it."""
        return f"{self.first:%Y-%m}"

    @property
    def name(self) -> str:
        """`2013년 9월`, in English `Sep 2013`."""
        return kmonth(self.first)

    @property
    def number(self) -> int:
        """Of all months, in their order."""
        return self.first.year * 12 + self.first.month - 1

    @classmethod
    def _numbered(cls, number: int) -> "Month":
        return cls(date(number // 12, number % 12 + 1, 1))
