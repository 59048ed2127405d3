"""The terms of a kind of notice as objects: the rungs of its ladder and the fields of its roll.

`NoticeTerms` keeps both as JSON; nobody else reads that JSON.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from enrollment.enums import Channel
from notices.enums.notice import FieldScope, FieldType


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder: by which channel, how many hours after the step before, whether it reminds."""

    channel: Channel
    after_hours: int
    is_reminder: bool = False

    @property
    def label(self) -> str:
        """`문자`, or `문자 재안내` for a reminder."""
        name = str(self.channel.label)
        return _("%(channel)s 재안내") % {"channel": name} if self.is_reminder else name

    @property
    def wait(self) -> str:
        """When it is taken, unless the notice was seen before."""
        if not self.after_hours:
            return _("바로")
        days, hours = divmod(self.after_hours, 24)
        if hours:
            words = ngettext("앞 단계에서 %(hours)s시간 뒤", "앞 단계에서 %(hours)s시간 뒤", self.after_hours)
            return words % {"hours": self.after_hours}
        return ngettext("앞 단계에서 %(days)s일 뒤", "앞 단계에서 %(days)s일 뒤", days) % {"days": days}


@dataclass(frozen=True, slots=True)
class Field:
    """A value of the notice: `code` names it in data, `label` in the roll, in documents and in braces."""

    code: str
    label: str
    label_en: str
    scope: FieldScope
    type: FieldType
    required: bool = True


def rungs_of(terms) -> tuple[Rung, ...]:
    """The ladder, first rung first."""
    return rungs_from(terms.ladder)


def fields_of(terms, scope: FieldScope | None = None) -> tuple[Field, ...]:
    """The fields in their order, all of them or those of one scope."""
    return tuple(field for field in fields_from(terms.fields) if scope in (None, field.scope))


def rungs_from(rows: Iterable[dict]) -> tuple[Rung, ...]:
    """Raises KeyError or ValueError for rows that are no rungs."""
    return tuple(Rung(Channel(row["channel"]), row["after_hours"], row["is_reminder"]) for row in rows)


def fields_from(rows: Iterable[dict]) -> tuple[Field, ...]:
    """Raises KeyError, TypeError or ValueError for rows that are no fields."""
    return tuple(
        Field(**{**row, "scope": FieldScope(row["scope"]), "type": FieldType(row["type"])}) for row in rows
    )


def as_json(rows: Iterable[Rung] | Iterable[Field]) -> list[dict]:
    """What `NoticeTerms.ladder` or `NoticeTerms.fields` keeps."""
    return [
        {name: str(value) if isinstance(value, str) else value for name, value in asdict(row).items()}
        for row in rows
    ]
