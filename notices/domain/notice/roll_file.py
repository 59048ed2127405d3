"""Refused rows as a file: under headings every roll of the kind is understood by, with the reasons
behind."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from enrollment.domain.import_.layout import REASON
from notices.domain.notice.roll_rows import unpack
from notices.enums.notice import Addressee, FieldScope
from notices.models import AddressedNotice, NoticeRound
from notices.notice_terms import fields_of

_HEADINGS = {
    "name": "성명", "birth_date": "생년월일", "mobile": "연락처", "email": "이메일", "dong": "동",
    "tong": "통", "ban": "반", "tong_ban": "통/반", "road_address": "주소", "address_detail": "상세주소",
}  # fmt: skip
_OF_GUARDIAN = {"name": "보호자 성명", "birth_date": "보호자 생년월일", "mobile": "보호자 연락처"}


def refused_rows(
    round: NoticeRound, rows: Sequence[AddressedNotice], why: Callable[[AddressedNotice], str]
) -> tuple[list[str], Iterable[Sequence]]:
    """Headings and lines. Corrected, the file can be uploaded in the place of the roll."""
    kept = [(notice, unpack(notice)["cells"]) for notice in rows]
    headings = _headings(round)
    used = {code for _notice, cells in kept for code in cells}
    codes = [code for code in headings if code in used or code in ("name", "birth_date") or code[:1] == ":"]
    return [*(headings[code] for code in codes), REASON], _lines(kept, codes, why)


def _headings(round: NoticeRound) -> dict[str, str]:
    is_guardian = round.kind.addressee == Addressee.GUARDIAN
    own = {f":{one.code}": one.label for one in fields_of(round.terms, FieldScope.PERSON)}
    return {**_HEADINGS, **(_OF_GUARDIAN if is_guardian else {}), **own}


def _lines(kept, codes: list[str], why: Callable) -> Iterator[list]:
    for notice, cells in kept:
        yield [*(cells.get(code) for code in codes), why(notice)]
