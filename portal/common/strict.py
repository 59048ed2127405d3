"""What other systems send: taken as it stands, never guessed; what nobody asked for is refused by name."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from portal.common import resident_number
from portal.common.text import nfc, squash_spaces


class StrictBoolean(serializers.BooleanField):
    """`true` or `false` and nothing that might mean it: an answer is never guessed."""

    default_error_messages = {"invalid": _("true 또는 false가 아닙니다. 따옴표 없이 보내 주세요.")}

    def to_internal_value(self, data) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid")
        return data


class PlainText(serializers.CharField):
    """One line of text in one spelling."""

    def to_internal_value(self, data) -> str:
        return squash_spaces(nfc(super().to_internal_value(data)))


class StrictSerializer(serializers.Serializer):
    """Refuses unknown fields, and resident registration numbers wherever they stand; errors by field."""

    def to_internal_value(self, data):
        problems = dict(_resident_numbers(data))
        if problems:
            raise serializers.ValidationError(problems)
        if isinstance(data, dict) and (unknown := sorted(set(map(str, data)) - set(self.fields))):
            message = _("없는 항목입니다. 항목 이름을 확인해 주세요.")
            raise serializers.ValidationError({name[:40]: [message] for name in unknown})
        try:
            return super().to_internal_value(data)
        except serializers.ValidationError as error:
            flat = {name: list(dict.fromkeys(_flat(told))) for name, told in error.detail.items()}
            raise serializers.ValidationError(flat) from error


def _flat(told) -> Iterator[str]:
    """Messages of a field, of its parts too."""
    for part in told.values() if isinstance(told, dict) else told:
        if isinstance(part, str):
            yield part
        else:
            yield from _flat(part)


def _resident_numbers(data, field: str = "") -> Iterator[tuple[str, list]]:
    """Fields, known or not, in which a resident registration number stands, in a name of a field too."""
    if isinstance(data, dict):
        for name, value in data.items():
            if resident_number.contains(str(name)):
                yield "non_field_errors", [resident_number.MESSAGE]
            else:
                yield from _resident_numbers(value, field or str(name)[:40])
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _resident_numbers(value, field)
    elif resident_number.contains(str(data)):
        yield field or "non_field_errors", [resident_number.MESSAGE]
