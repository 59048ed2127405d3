"""Rounds as other systems hand them in and read them. No answer holds a person."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from notices.api import round_examples as examples
from notices.domain.notice.roll import MAX_ROWS
from notices.enums.notice import (
    NoticeState,
    PaperReason,
    PaperResult,
    RollVerdict,
    RoundState,
    RowNote,
    SeenBy,
)
from portal.common.strict import Choice, PlainText, StrictSerializer


def _cell(help_text: str, max_length: int = 200) -> PlainText:
    return PlainText(max_length=max_length, required=False, allow_blank=True, help_text=help_text)


class RollIn(serializers.ListSerializer):
    """Rows; what is wrong with one is told with its number."""

    def run_child_validation(self, data):
        self.row = getattr(self, "row", 0) + 1
        try:
            return super().run_child_validation(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError(_by_field(self.row, error.detail)) from error


def _by_field(row: int, problems) -> dict[str, list[str]]:
    named = problems if isinstance(problems, dict) else {"": problems}
    return {
        field: [
            _("%(row)s행 %(problem)s") % {"row": row, "problem": f"{field}: {text}"} for text in _texts(told)
        ]
        for field, told in named.items()
    }


def _texts(told) -> list[str]:
    """Messages of a field, of its parts too."""
    parts = told.values() if isinstance(told, dict) else told
    return [text for part in parts for text in ([part] if isinstance(part, str) else _texts(part))]


class RollRowIn(StrictSerializer):
    """One person. As much as is known; a row that cannot be served is refused in the answer, not lost."""

    name = _cell("Of whoever gets the notice: the person, or the guardian", 60)
    birth_date = _cell("Of the same; `1990-05-06`", 30)
    road_address = _cell("`고산자로 270`")
    address_detail = _cell("`101동 1203호`", 80)
    mobile = _cell("Of the same", 40)
    email = _cell("Of the same", 100)
    dong = _cell("Name or code of the administrative dong", 20)
    tong = _cell("`5`", 10)
    ban = _cell("`3`", 10)
    values = serializers.DictField(
        child=PlainText(max_length=250, allow_blank=True),
        required=False,
        default=dict,
        help_text="Fields of the kind that are each person's own, by code",
    )

    class Meta:
        list_serializer_class = RollIn

    def cells(self, row: dict) -> dict[str, str]:
        own = {f":{code}": value for code, value in row.get("values", {}).items()}
        plain = {name: value for name, value in row.items() if name != "values"}
        return {name: value for name, value in {**plain, **own}.items() if value}


@extend_schema_serializer(examples=[examples.ROUND_IN])
class RoundIn(StrictSerializer):
    """A roll of one kind for one day."""

    kind = serializers.CharField(max_length=30, help_text="Code of a kind of notice in use")
    title = PlainText(max_length=80, help_text="Shown in the office")
    event_on = serializers.DateField(help_text="The day the notice is about, after today")
    values = serializers.DictField(
        child=PlainText(max_length=250, allow_blank=True),
        required=False,
        default=dict,
        help_text="Fields of the kind that all notices share, by code",
    )
    roll = RollRowIn(
        many=True, allow_empty=False, max_length=MAX_ROWS, help_text="In order: the first is row 1"
    )

    def rows(self) -> list[dict[str, str]]:
        reader = self.fields["roll"].child
        return [reader.cells(row) for row in self.validated_data["roll"]]


@extend_schema_serializer(examples=[examples.CANCEL])
class CancelIn(StrictSerializer):
    """Why a round is given up."""

    reason = PlainText(min_length=2, max_length=200, help_text="Shown in the office; no names of people")


class RowsOut(serializers.Serializer):
    """How many rows came to what. `unsure` and `refused` ones are settled in the office before review."""

    matched = serializers.IntegerField(help_text="Served electronically")
    no_consent = serializers.IntegerField(help_text="Known, on paper")
    unknown = serializers.IntegerField(help_text="Not enrolled, on paper")
    unsure = serializers.IntegerField(help_text="Somebody has to say who it is")
    refused = serializers.IntegerField(help_text="Cannot be read or served")
    dropped = serializers.IntegerField(help_text="Left out for a reason")


@extend_schema_serializer(examples=[examples.ROUND])
class RoundOut(serializers.Serializer):
    """A round and where it stands."""

    id = serializers.IntegerField()
    kind = serializers.CharField(source="kind.code")
    title = serializers.CharField()
    state = serializers.ChoiceField(RoundState.choices)
    year = serializers.IntegerField()
    round_no = serializers.IntegerField(allow_null=True, help_text="Taken with the approval")
    event_on = serializers.DateField()
    serve_by = serializers.DateField(help_text="Everybody has it by then")
    paper_on = serializers.DateField(help_text="Who has not seen it by then gets it on paper")
    review_note = serializers.CharField(allow_blank=True, help_text="Why it was handed back, or given up")
    created_at = serializers.DateTimeField()
    approved_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    rows = RowsOut()
    states = serializers.DictField(
        child=serializers.IntegerField(), help_text="Notices by state, of a round that was approved"
    )


@extend_schema_serializer(examples=[examples.ROUNDS])
class RoundsOut(serializers.Serializer):
    """The newest first."""

    rounds = RoundOut(many=True)
    more = serializers.BooleanField(help_text="Whether there are older ones; ask `before` the last id")


class NoteOut(serializers.Serializer):
    note = serializers.ChoiceField(RowNote.choices)
    field = serializers.CharField(allow_blank=True, help_text="The cell; `:code` for a field of the kind")
    row = serializers.CharField(required=False, help_text="Of `twice`: the other row")


class ResultOut(serializers.Serializer):
    row = serializers.IntegerField(source="position")
    verdict = serializers.ChoiceField(RollVerdict.choices)
    notes = NoteOut(source="problems", many=True)
    state = serializers.ChoiceField(NoticeState.choices)
    arrived_at = serializers.DateTimeField(allow_null=True, help_text="First arrival; not being seen")
    seen_at = serializers.DateTimeField(allow_null=True)
    seen_by = serializers.ChoiceField(SeenBy.choices, allow_blank=True, help_text="How the person proved it")
    signed_at = serializers.DateTimeField(allow_null=True, help_text="Receipt slip")
    paper_reason = serializers.ChoiceField(PaperReason.choices, allow_blank=True)
    on_paper_at = serializers.DateTimeField(allow_null=True)
    paper_result = serializers.ChoiceField(PaperResult.choices, allow_blank=True)
    paper_result_at = serializers.DateTimeField(allow_null=True)


@extend_schema_serializer(examples=[examples.RESULTS])
class ResultsOut(serializers.Serializer):
    """In the order of the roll."""

    results = ResultOut(many=True)
    next = serializers.CharField(help_text="Give this as `since` next time")
    more = serializers.BooleanField(help_text="Whether more is there right now")


class RoundsQuery(serializers.Serializer):
    state = Choice(RoundState.choices, required=False, allow_blank=True, default="")
    before = serializers.IntegerField(min_value=1, required=False, default=None)
    limit = serializers.IntegerField(min_value=1, max_value=100, required=False, default=20)


class ResultsQuery(serializers.Serializer):
    since = serializers.RegexField(
        r"^n\d{1,10}$",
        required=False,
        default="n0",
        error_messages={
            "invalid": gettext_lazy("이 목록의 커서가 아닙니다. 받은 next를 그대로 보내 주세요.")
        },
    )
    verdict = Choice(RollVerdict.choices, required=False, allow_blank=True, default="")
    state = Choice(NoticeState.choices, required=False, allow_blank=True, default="")
    limit = serializers.IntegerField(min_value=1, max_value=1000, required=False, default=200)
