"""Whom a campaign is meant for, as codes: what the officer chose, before anybody is looked up."""

from dataclasses import dataclass, fields

from enrollment.enums import Channel


@dataclass(frozen=True, slots=True)
class Segment:
    """An audience. What is left empty does not narrow it.

    Ages are counted by year of birth (this year minus birth year): the day itself is encrypted. `tongs` are
    written dong/number and narrow their own dong only. `response` says what people made of the earlier
    campaign `response_to`, `list_id` names an uploaded list they stand in (`RecipientList`), `unanswered` a
    poll they were invited to and have not answered.

    With `one_channel` each person gets one message, by the first of `channels` that reaches them; without it
    one by each channel.
    """

    topic: str
    channels: tuple[str, ...]
    dongs: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    age_from: int | None = None
    age_to: int | None = None
    tongs: tuple[str, ...] = ()
    sex: str = ""
    response_to: int | None = None
    response: str = ""
    list_id: int | None = None
    one_channel: bool = False
    unanswered: int | None = None

    @classmethod
    def from_json(cls, data: dict, *, topic: str, channels, one_channel: bool = False) -> "Segment":
        """The segment kept in a campaign's `audience`; topic, channels and `one_channel` have columns of
        their own."""
        chosen = {name: data[name] for name in _KEPT if name in data}
        for name in _SETS & chosen.keys():
            chosen[name] = tuple(chosen[name])
        return cls(topic=topic, channels=in_order(channels, one_channel), one_channel=one_channel, **chosen)

    def to_json(self) -> dict:
        """Of what narrows."""
        kept = {name: getattr(self, name) for name in _KEPT}
        return {
            name: sorted(value) if name in _SETS else value
            for name, value in kept.items()
            if value not in ("", None, ())
        }

    @property
    def whole_dongs(self) -> list[str]:
        """Chosen dongs of which no tong was chosen."""
        narrowed = {tong.partition("/")[0] for tong in self.tongs}
        return [dong for dong in self.dongs if dong not in narrowed]


_SETS = {"dongs", "services", "tongs"}
_COLUMNS = {"topic", "channels", "one_channel"}
_KEPT = tuple(field.name for field in fields(Segment) if field.name not in _COLUMNS)


def in_order(channels, one_channel: bool) -> tuple[str, ...]:
    """Chosen channels: in their order of preference when that decides, else always in the same one."""
    if one_channel:
        return tuple(dict.fromkeys(channels))
    return tuple(channel for channel in Channel.values if channel in channels)
