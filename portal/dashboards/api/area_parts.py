"""Tongs and bans as other systems read them."""

from rest_framework import serializers

from portal.dashboards.areas.area import Part


class PartRecord(serializers.Serializer):
    """A tong or ban; nobody counts its households, so it has no rate."""

    key = serializers.CharField(help_text="Its number; `unknown` for households of which it is not known")
    has_leader = serializers.BooleanField(allow_null=True, help_text="Null for a ban")
    is_hidden = serializers.BooleanField()
    enrolled_households_before = serializers.IntegerField(allow_null=True)
    enrolled_households = serializers.IntegerField(allow_null=True)
    households_gained = serializers.IntegerField(allow_null=True)


def part_record(part: Part) -> dict:
    counts = (None, None, None) if part.is_hidden else (part.before, part.now, part.gained)
    return {
        "key": part.key,
        "has_leader": part.has_leader,
        "is_hidden": part.is_hidden,
        "enrolled_households_before": counts[0],
        "enrolled_households": counts[1],
        "households_gained": counts[2],
    }
