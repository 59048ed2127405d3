"""What the desk types for a result: the digits printed on slips and lists."""

from notices.enums.notice import PaperResult
from notices.enums.paper import Receiver

IN_PERSON, ABSENT, MOVED = "1", "3", "4"
FAMILY = {f"2{number}": receiver for number, receiver in enumerate(Receiver, start=1)}
"""Two digits, because the slip must say who of the family took the notice."""

MEANINGS: dict[str, tuple[PaperResult, str]] = {
    IN_PERSON: (PaperResult.IN_PERSON, ""),
    **{code: (PaperResult.TO_FAMILY, receiver) for code, receiver in FAMILY.items()},
    ABSENT: (PaperResult.ABSENT, ""),
    MOVED: (PaperResult.MOVED, ""),
}


def legend() -> list[tuple[str, str]]:
    """Each code with what it means, in words."""
    return [
        (code, str(Receiver(receiver).label if receiver else result.label))
        for code, (result, receiver) in MEANINGS.items()
    ]
