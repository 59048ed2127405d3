"""What the rules of an application look up: catalogues, texts, tongs. Read once, then answered from memory.

One object serves one form, or a whole file of them: whoever checks thousands keeps it between them.
"""

import re
from collections.abc import Callable
from datetime import date
from functools import cached_property
from itertools import groupby

from django.utils import timezone

from enrollment.enums import ReviewState
from enrollment.models import Application, ConsentText, Dong, Service, Tong, Topic, WaitingApplication
from enrollment.queries.consent_texts import current_texts

REMEMBERED = 2000


class Known:
    def __init__(self):
        self._dongs: dict[str, list[Dong]] = {}
        self._tongs: dict[str, dict[int, int]] = {}
        self._legal_dongs: dict[str, tuple[re.Pattern | None, dict[str, list[Dong]]]] = {}
        self._answers: dict = {}

    def remember(self, question: tuple, answer: Callable):
        """What `answer()` said to the same question before: many forms of a file want and allow the same."""
        if question not in self._answers:
            if len(self._answers) >= REMEMBERED:
                self._answers.clear()
            self._answers[question] = answer()
        return self._answers[question]

    @cached_property
    def today(self) -> date:
        """The day everything is judged on, also when a long file is read past midnight."""
        return timezone.localdate()

    @cached_property
    def texts(self) -> dict[str, ConsentText]:
        """The consent texts in force by purpose."""
        return current_texts()

    @cached_property
    def services(self) -> dict[str, Service]:
        """Open services by code."""
        return {service.code: service for service in Service.objects.filter(is_open=True)}

    @cached_property
    def topics(self) -> dict[str, Topic]:
        """Open topics by code."""
        return {topic.code: topic for topic in Topic.objects.filter(is_open=True)}

    def dongs(self, district_code: str) -> list[Dong]:
        """The dongs of a district."""
        if district_code not in self._dongs:
            found = Dong.objects.filter(district=district_code).select_related("district")
            self._dongs[district_code] = list(found)
        return self._dongs[district_code]

    def tong_id(self, dong_code: str, number: int) -> int | None:
        """The tong with a number in a dong today."""
        if dong_code not in self._tongs:
            open_tongs = Tong.objects.filter(dong=dong_code, valid_to=None)
            self._tongs[dong_code] = dict(open_tongs.values_list("number", "id"))
        return self._tongs[dong_code].get(number)

    def legal_dongs_in(self, text: str, district_code: str) -> dict[str, list[Dong]]:
        """The legal dongs of a district that a text names as words, with the dongs each lies in."""
        if district_code not in self._legal_dongs:
            self._legal_dongs[district_code] = _legal_dongs(self.dongs(district_code))
        pattern, by_name = self._legal_dongs[district_code]
        names = set(pattern.findall(text)) if pattern else ()
        return {name: by_name[name] for name in by_name if name in names}

    def receipt_of_form(self, dong_code: str, form_no: str) -> str | None:
        """The receipt number a form number of a dong went to, if it was used or waits for a decision."""
        used = Application.objects.filter(dong=dong_code, form_no=form_no)
        waits = WaitingApplication.objects.filter(dong=dong_code, form_no=form_no, state=ReviewState.WAITING)
        receipts = used.values_list("receipt_no", flat=True)
        return receipts.first() or waits.values_list("receipt_no", flat=True).first()


def _legal_dongs(dongs: list[Dong]) -> tuple[re.Pattern | None, dict[str, list[Dong]]]:
    pairs = sorted(((name, dong) for dong in dongs for name in dong.legal_dongs), key=lambda pair: pair[0])
    by_name = {name: [dong for _name, dong in group] for name, group in groupby(pairs, lambda pair: pair[0])}
    words = "|".join(map(re.escape, sorted(by_name, key=len, reverse=True)))
    return (re.compile(rf"(?<![가-힣])(?:{words})(?![가-힣0-9])") if words else None), by_name
