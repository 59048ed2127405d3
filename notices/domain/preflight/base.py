"""What a check is: it looks at a campaign and says what it found."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from enrollment.enums import Channel, ContactKind
from notices.domain.audience import Counts
from notices.models import Campaign
from notices.segment import Segment


class Level(StrEnum):
    """What a finding asks for, the gravest first. A note only tells."""

    REFUSE = "refuse"
    SECOND_APPROVER = "needs_second_approver"
    WARN = "warn"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `field` is the field of the drafting form it is about, empty when it is about none."""

    code: str
    level: Level
    message: str
    field: str = ""


class Check(ABC):
    """One check. `code` is the name of its module and of its findings, `level` the gravest it gives."""

    code: ClassVar[str]
    level: ClassVar[Level]

    @abstractmethod
    def examine(self, campaign: Campaign, segment: Segment, counts: Counts, now: datetime) -> list[Finding]:
        """What it finds in a campaign that would go to `counts` people if it were approved at `now`.

        The campaign may be half written and not saved. Reads only.
        """

    def found(self, message: str, *, field: str = "", level: Level | None = None) -> Finding:
        return Finding(self.code, level or self.level, str(message), field)


def goes_to_phones(campaign: Campaign) -> bool:
    return any(Channel(channel).contact_kind == ContactKind.MOBILE for channel in campaign.channels)
