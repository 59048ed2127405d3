"""Whom a campaign is meant for, as codes: what the officer chose, before anybody is looked up."""

from dataclasses import dataclass

from enrollment.enums import Channel


@dataclass(frozen=True, slots=True)
class Segment:
    """An audience. Empty `dongs` or `services` mean all of them, no age bound means any age.

    Ages are counted by year of birth (this year minus birth year): the day itself is encrypted.
    """

    topic: str
    channels: tuple[str, ...]
    dongs: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    age_from: int | None = None
    age_to: int | None = None

    @classmethod
    def from_json(cls, data: dict, *, topic: str, channels) -> "Segment":
        """The segment kept in a campaign's `audience`; topic and channels have columns of their own."""
        return cls(
            topic=topic,
            channels=tuple(channel for channel in Channel.values if channel in channels),
            dongs=tuple(data.get("dongs", ())),
            services=tuple(data.get("services", ())),
            age_from=data.get("age_from"),
            age_to=data.get("age_to"),
        )

    def to_json(self) -> dict:
        return {
            "dongs": sorted(self.dongs),
            "services": sorted(self.services),
            "age_from": self.age_from,
            "age_to": self.age_to,
        }
