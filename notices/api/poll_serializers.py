"""Polls as other systems read them. No answer holds a person, nor a group of fewer than five."""

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from notices.api import poll_examples as examples
from notices.enums.poll import PollKind, PollState, QuestionKind, Route, SampleUnit
from notices.queries.poll_results import TRAITS

_REST = "Dong code or age band; empty for all who are not told apart"


class PollOut(serializers.Serializer):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(PollKind.choices)
    title = serializers.CharField()
    title_en = serializers.CharField(allow_blank=True)
    slug = serializers.CharField()
    state = serializers.ChoiceField(PollState.choices)
    is_anonymous = serializers.BooleanField()
    takes_web = serializers.BooleanField(help_text="Whether anybody may answer")
    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()
    opened_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True)


@extend_schema_serializer(examples=[examples.POLLS])
class PollsOut(serializers.Serializer):
    """The newest first."""

    polls = PollOut(many=True)
    more = serializers.BooleanField(help_text="Whether there are older ones; ask `before` the last id")


class RouteOut(serializers.Serializer):
    route = serializers.ChoiceField(Route.choices)
    answers = serializers.IntegerField()


class TurnoutGroupOut(serializers.Serializer):
    group = serializers.CharField(allow_blank=True, help_text=_REST)
    name = serializers.CharField()
    invited = serializers.IntegerField()
    reached = serializers.IntegerField()
    answered = serializers.IntegerField()
    rate_percent = serializers.FloatField(allow_null=True)


class TurnoutOut(serializers.Serializer):
    """`rate_percent` is answered of invited; `open_answers` came by a poster or the open web, and are not
    in it."""

    as_of = serializers.DateTimeField()
    invited = serializers.IntegerField()
    reached = serializers.IntegerField(help_text="Whose message is known to have arrived")
    answered = serializers.IntegerField()
    rate_percent = serializers.FloatField(allow_null=True)
    open_answers = serializers.IntegerField()
    by_route = RouteOut(many=True)
    by_dong = TurnoutGroupOut(many=True)
    by_age = TurnoutGroupOut(many=True)


@extend_schema_serializer(examples=[examples.POLL])
class OnePollOut(PollOut):
    turnout = TurnoutOut(allow_null=True, help_text="Of a poll that has opened")


class ChoiceOut(serializers.Serializer):
    code = serializers.CharField(help_text="Of the choice; of a scale the point")
    label = serializers.CharField()
    count = serializers.IntegerField(help_text="Of a ranking: put first")
    percent = serializers.FloatField(allow_null=True)
    weighted_percent = serializers.FloatField(allow_null=True, help_text="Each dong by its households")
    mean_place = serializers.FloatField(allow_null=True, help_text="Of a ranking")


class AnswersOut(serializers.Serializer):
    base = serializers.IntegerField(help_text="How many of them answered the question")
    choices = ChoiceOut(many=True)
    mean = serializers.FloatField(allow_null=True, help_text="Of a scale")
    weighted_mean = serializers.FloatField(allow_null=True)
    margin_points = serializers.FloatField(
        allow_null=True, help_text="Margin of error at 95 %, of a poll that asked a random sample alone"
    )


class CellOut(serializers.Serializer):
    code = serializers.CharField()
    count = serializers.IntegerField(
        allow_null=True, help_text="Null for one to four, and for what would tell them"
    )
    percent = serializers.FloatField(allow_null=True)


class AnswerGroupOut(serializers.Serializer):
    group = serializers.CharField(allow_blank=True, help_text="Empty for all who are not told apart")
    name = serializers.CharField()
    base = serializers.IntegerField()
    choices = CellOut(many=True)
    mean = serializers.FloatField(allow_null=True, help_text="Null where a count is")


class QuestionOut(serializers.Serializer):
    """`invited` and `others` are null when nobody answered, or one to four did (`…_hidden`)."""

    code = serializers.CharField()
    kind = serializers.ChoiceField(QuestionKind.choices)
    text = serializers.CharField()
    text_en = serializers.CharField(allow_blank=True)
    led_to = serializers.IntegerField(allow_null=True, help_text="Invited people who came to the question")
    invited = AnswersOut(allow_null=True)
    invited_hidden = serializers.BooleanField()
    others = AnswersOut(allow_null=True, help_text="Of a poster or the open web, never added to `invited`")
    others_hidden = serializers.BooleanField()
    groups = AnswerGroupOut(many=True)


class PollSampleOut(serializers.Serializer):
    unit = serializers.ChoiceField(SampleUnit.choices)
    drawn = serializers.IntegerField()
    frame = serializers.IntegerField(help_text="Of how many it was drawn")


@extend_schema_serializer(examples=[examples.RESULTS])
class PollResultsOut(serializers.Serializer):
    by = serializers.CharField(allow_blank=True)
    households_counted_on = serializers.DateField(allow_null=True, help_text="The count behind the weights")
    sample = PollSampleOut(allow_null=True)
    questions = QuestionOut(many=True)


class PollsQuery(serializers.Serializer):
    state = serializers.ChoiceField(PollState.choices, required=False, allow_blank=True, default="")
    before = serializers.IntegerField(min_value=1, required=False, default=None)
    limit = serializers.IntegerField(min_value=1, max_value=100, required=False, default=20)


class PollResultsQuery(serializers.Serializer):
    by = serializers.ChoiceField(TRAITS, required=False, allow_blank=True, default="")
