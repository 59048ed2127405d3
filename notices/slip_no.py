"""Numbers on receipt slips: the row of the roll and two check digits, e.g. `17-42`, typed as `1742`.

The check covers the round, so a slip of another pile, a slipped digit or two changed round is noticed before
it closes the notice of somebody else.
"""

from notices.models import AddressedNotice
from portal.common.text import clean

_CHECK = 97
_ROWS = 100_000


def slip_no(notice: AddressedNotice) -> str:
    """The number as it is printed."""
    return f"{notice.position}-{_check_digits(notice.round_id, notice.position):02d}"


def position_of(round_id: int, text: str) -> int | None:
    """The row a typed number names, with or without the hyphen; None when it is no number of this round."""
    digits = clean(text).replace("-", "").replace(" ", "")
    if not (digits.isascii() and digits.isdecimal() and 3 <= len(digits) <= 9):
        return None
    position, check = divmod(int(digits), 100)
    return position if position and check == _check_digits(round_id, position) else None


def _check_digits(round_id: int, position: int) -> int:
    return (round_id * _ROWS + position) * 100 % _CHECK
