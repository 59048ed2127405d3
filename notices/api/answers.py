"""What other systems read of campaigns. No field holds a person, but two of deliveries that say so."""

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from enrollment.enums import Channel
from notices.api import examples
from notices.domain.preflight import Level
from notices.enums import CampaignKind, CampaignState, DeliveryState, LeftOut, PauseReason, StartMode
from notices.validators.sms_text import SmsKind


def _by_channel() -> serializers.DictField:
    return serializers.DictField(child=serializers.IntegerField(), help_text="Messages by channel")


class Summary(serializers.Serializer):
    """A campaign and where it stands."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    kind = serializers.ChoiceField(CampaignKind.choices)
    topic = serializers.CharField(source="topic.code")
    channels = serializers.ListField(child=serializers.ChoiceField(Channel.choices))
    state = serializers.ChoiceField(CampaignState.choices)
    pause_reason = serializers.ChoiceField(PauseReason.choices, allow_blank=True)
    round_no = serializers.IntegerField(allow_null=True, help_text="Taken when sending starts")
    start_mode = serializers.ChoiceField(StartMode.choices)
    send_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    approved_at = serializers.DateTimeField(allow_null=True)
    second_approved_at = serializers.DateTimeField(allow_null=True, help_text="Before an election")
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)


@extend_schema_serializer(examples=[examples.CAMPAIGNS])
class CampaignsOut(serializers.Serializer):
    """The newest first."""

    campaigns = Summary(many=True)
    more = serializers.BooleanField(help_text="Whether there are older ones; ask `before` the last id")


class StateCount(serializers.Serializer):
    state = serializers.ChoiceField(DeliveryState.choices)
    messages = serializers.IntegerField()
    by_channel = _by_channel()


class ProgressOut(serializers.Serializer):
    messages = serializers.IntegerField(help_text="Cumulative recipients (연인원)")
    people = serializers.IntegerField(help_text="Distinct recipients (실인원)")
    done = serializers.IntegerField(help_text="Messages that are out of our hands, sent or not")
    arrived = serializers.IntegerField()
    per_minute = serializers.IntegerField(help_text="At the pace of the last minute")
    seconds_left = serializers.IntegerField(allow_null=True, help_text="At this rate, while it is sending")
    states = StateCount(many=True)


class ResponsesOut(serializers.Serializer):
    opened = serializers.IntegerField(help_text="Mails somebody opened or followed a link of")
    clicked = serializers.IntegerField(help_text="Mails somebody followed a link of")
    machines = serializers.IntegerField(help_text="Responses of scanners and proxies, counted in neither")


class CostOut(serializers.Serializer):
    """Won, by an assumed and dated price list."""

    won = serializers.IntegerField()
    fallback_won = serializers.IntegerField(help_text="On top at most, when messages fall back to texts")
    unit = serializers.IntegerField(help_text="Of one text message")
    since = serializers.DateField(help_text="First day of that price")


class StepOut(serializers.Serializer):
    step = serializers.CharField(help_text="Such as `draft`, `submit`, `approve`, `start`, `pause`, `finish`")
    at = serializers.DateTimeField()
    by = serializers.ChoiceField(["staff", "system", "machine"], help_text="`machine` is the portal itself")
    system = serializers.CharField(allow_null=True, help_text="Name of the other system")
    detail = serializers.DictField(help_text="Codes and counts, by step")


@extend_schema_serializer(examples=[examples.CAMPAIGN])
class CampaignOut(Summary):
    """Everything about a campaign but its recipients."""

    audience = serializers.DictField(help_text="What narrows it, as codes")
    one_channel = serializers.BooleanField()
    audience_sentence = serializers.CharField(help_text="The audience in Korean words")
    sms_body = serializers.CharField(allow_blank=True)
    email_subject = serializers.CharField(allow_blank=True)
    email_body = serializers.CharField(allow_blank=True)
    tracks_responses = serializers.BooleanField()
    alimtalk_template = serializers.CharField(allow_blank=True, help_text="Code")
    alimtalk_values = serializers.DictField(child=serializers.CharField())
    falls_back = serializers.BooleanField()
    exception_reason = serializers.CharField(allow_blank=True)
    review_note = serializers.CharField(allow_blank=True, help_text="Why it was handed back")
    progress = ProgressOut()
    responses = ResponsesOut(allow_null=True, help_text="Of a campaign that counts them")
    cost = CostOut()
    timeline = StepOut(many=True)


class DongCount(serializers.Serializer):
    dong = serializers.CharField(help_text="Code")
    people = serializers.IntegerField()
    by_channel = _by_channel()


class LeftOutCount(serializers.Serializer):
    reason = serializers.ChoiceField(LeftOut.choices)
    people = serializers.IntegerField()


@extend_schema_serializer(examples=[examples.AUDIENCE_COUNT])
class AudienceOut(serializers.Serializer):
    """Counted at this moment, by the statement that writes recipients down."""

    people = serializers.IntegerField()
    messages = serializers.IntegerField()
    by_channel = _by_channel()
    by_dong = DongCount(many=True)
    left_out = LeftOutCount(many=True)
    sentence = serializers.CharField(help_text="The audience in Korean words")


class FindingOut(serializers.Serializer):
    code = serializers.CharField(help_text="The check")
    level = serializers.ChoiceField([level.value for level in Level])
    message = serializers.CharField()
    field = serializers.CharField(allow_blank=True)


@extend_schema_serializer(examples=[examples.PREFLIGHT])
class PreflightOut(serializers.Serializer):
    seen = serializers.CharField(help_text="Fingerprint of what was examined; an approval gives it back")
    may_go = serializers.BooleanField(help_text="Whether nothing refuses it")
    needs_second_approver = serializers.BooleanField()
    findings = FindingOut(many=True)
    audience = AudienceOut()
    cost = CostOut()


class MailSample(serializers.Serializer):
    subject = serializers.CharField()
    text = serializers.CharField()
    html = serializers.CharField()


class SampleOut(serializers.Serializer):
    """The messages of one person; null where a channel does not reach them. Names are masked."""

    dong = serializers.CharField(help_text="Code")
    email = MailSample(allow_null=True)
    sms = serializers.CharField(allow_null=True)
    sms_bytes = serializers.IntegerField(allow_null=True)
    sms_kind = serializers.ChoiceField([kind.value for kind in SmsKind], allow_null=True)
    alimtalk = serializers.CharField(allow_null=True)


@extend_schema_serializer(examples=[examples.SAMPLES])
class SamplesOut(serializers.Serializer):
    seen = serializers.CharField(help_text="Fingerprint of what is shown; an approval gives it back")
    samples = SampleOut(many=True)


class DeliveryOut(serializers.Serializer):
    reference = serializers.CharField(help_text="Ours; gateways get it too")
    channel = serializers.ChoiceField(Channel.choices)
    state = serializers.ChoiceField(DeliveryState.choices)
    reason = serializers.CharField(allow_blank=True, help_text="Our word, or the code of the provider")
    fallback_of = serializers.CharField(allow_null=True, help_text="Reference of the one that failed before")
    queued_at = serializers.DateTimeField()
    handed_over_at = serializers.DateTimeField(allow_null=True)
    delivered_at = serializers.DateTimeField(allow_null=True)
    opened_at = serializers.DateTimeField(allow_null=True)
    name = serializers.CharField(allow_null=True, help_text="With `campaigns:recipients` only")
    contact = serializers.CharField(allow_null=True, help_text="With `campaigns:recipients` only")


@extend_schema_serializer(examples=[examples.DELIVERIES])
class DeliveriesOut(serializers.Serializer):
    """In the order in which they were written."""

    deliveries = DeliveryOut(many=True)
    next = serializers.CharField(help_text="Give this as `since` next time")
    more = serializers.BooleanField(help_text="Whether more is there right now")
