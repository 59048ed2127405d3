"""Numbers printed on paper forms: a prefix and a running number (A-0099), and how people write several."""

import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.common.written_number import number_of

LONGEST, MOST_DIGITS = 20, 6
"""Signs of a number, and digits of its running part: one slipped in from elsewhere is longer."""
_RUNNING = re.compile(r"\d+$")
_RANGE = re.compile(r"\s*[~∼〜～]\s*")
_BETWEEN = re.compile(r"[,，、;\s]+")


def next_form_no(form_no: str) -> str:
    """The number after `form_no`, as wide as it was (A-0099 -> A-0100); empty when it ends in none."""
    match = _RUNNING.search(form_no)
    if not match:
        return ""
    return form_no[: match.start()] + str(int(match[0]) + 1).zfill(len(match[0]))


def run(first: str, count: int) -> list[str]:
    """`count` numbers from `first` on. Raises ValidationError when `first` does not end in digits."""
    numbers = [first] if _RUNNING.search(first) else []
    if not numbers:
        raise ValidationError(_("서식 번호가 숫자로 끝나지 않습니다. 끝에 번호를 붙여 주세요. (예: A-0001)"))
    if len(_RUNNING.search(first)[0]) > MOST_DIGITS:
        message = _("끝의 번호는 %(digits)s자리까지입니다. 번호를 다시 확인해 주세요. (예: A-0001)")
        raise ValidationError(message % {"digits": MOST_DIGITS})
    while len(numbers) < count:
        numbers.append(next_form_no(numbers[-1]))
    if len(numbers[-1]) > LONGEST:
        raise ValidationError(_("서식 번호가 너무 깁니다. 20자까지 입력할 수 있습니다."))
    return numbers


def written(form_nos: Iterable[str]) -> str:
    """Numbers in short, in the order given: A-0001~A-0003, A-0007."""
    runs: list[list[str]] = []
    for form_no in form_nos:
        if runs and next_form_no(runs[-1][-1]) == form_no:
            runs[-1].append(form_no)
        else:
            runs.append([form_no])
    return ", ".join(numbers[0] if len(numbers) == 1 else f"{numbers[0]}~{numbers[-1]}" for numbers in runs)


def pick(text: str, form_nos: Iterable[str]) -> list[str]:
    """Those of `form_nos` that `text` names, whole (A-0001~A-0040) or by running number (1~40, 43), in order.

    Raises ValidationError that names what is not among them.
    """
    known = list(form_nos)
    places = {form_no: place for place, form_no in enumerate(known)}
    by_number = {int(_RUNNING.search(form_no)[0]): form_no for form_no in known}
    chosen: set[int] = set()
    unknown: list[str] = []
    for part in _BETWEEN.split(_RANGE.sub("~", text.strip())):
        ends = [_meant(end, places, by_number) for end in part.split("~")]
        if None in ends or len(ends) > 2:
            unknown.append(part)
            continue
        chosen |= set(range(min(places[end] for end in ends), max(places[end] for end in ends) + 1))
    if unknown:
        message = _("%(numbers)s번은 고를 수 있는 번호가 아닙니다. 이 묶음의 번호를 확인해 주세요.")
        raise ValidationError(message % {"numbers": ", ".join(unknown)})
    return [known[place] for place in sorted(chosen)]


def _meant(text: str, places: dict[str, int], by_number: dict[int, str]) -> str | None:
    if text in places:
        return text
    return by_number.get(number_of(text.removesuffix("번")))
