"""What other systems send: taken as it stands, never guessed; what nobody asked for is refused by name."""

from collections.abc import Iterator
from json import JSONDecodeError

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from portal.common import resident_number
from portal.common.text import nfc, squash_spaces


class Json(JSONParser):
    """A body that is no JSON is told in our words, with the place, as an error of the whole."""

    def parse(self, stream, media_type=None, parser_context=None):
        try:
            return super().parse(stream, media_type, parser_context)
        except ParseError as error:
            message = _("본문을 JSON으로 읽을 수 없습니다. UTF-8로 쓴 JSON인지 확인해 주세요.")
            if isinstance(error.__context__, JSONDecodeError):
                message = _(
                    "본문을 JSON으로 읽을 수 없습니다. %(line)s번째 줄 %(column)s번째 글자를 확인해 주세요."
                ) % {"line": error.__context__.lineno, "column": error.__context__.colno}
            raise serializers.ValidationError({"non_field_errors": [message]}) from error


class StrictBoolean(serializers.BooleanField):
    """`true` or `false` and nothing that might mean it: an answer is never guessed."""

    default_error_messages = {"invalid": _("true 또는 false가 아닙니다. 따옴표 없이 보내 주세요.")}

    def to_internal_value(self, data) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid")
        return data


class Choice(serializers.ChoiceField):
    """One of some words; who sends another is told which, and what was sent is not repeated."""

    default_error_messages = {
        "invalid_choice": _("쓸 수 없는 값입니다. 다음 가운데 하나를 보내 주세요: {choices}")
    }

    def fail(self, key, **words):
        super().fail(key, choices=", ".join(map(str, self.choice_strings_to_values)), **words)


class PlainText(serializers.CharField):
    """One line of text in one spelling."""

    def to_internal_value(self, data) -> str:
        return squash_spaces(nfc(super().to_internal_value(data)))


class StrictSerializer(serializers.Serializer):
    """Refuses unknown fields, and resident registration numbers wherever they stand; all errors at once, by
    field. What else is wrong with a field that holds such a number is not told: it might repeat it."""

    def to_internal_value(self, data):
        problems = dict(_resident_numbers(data))
        for name in self.unknown_in(data):
            problems.setdefault(name[:40], [_("없는 항목입니다. 항목 이름을 확인해 주세요.")])
        value = None
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as error:
            for name, told in error.detail.items():
                problems.setdefault(name, list(dict.fromkeys(_flat(told))))
        if problems:
            raise serializers.ValidationError(problems)
        return value

    def unknown_in(self, data) -> list[str]:
        """Names nobody asked for that may be repeated."""
        names = set(map(str, data)) - set(self.fields) if isinstance(data, dict) else ()
        return sorted(name for name in names if not resident_number.contains(name))


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
