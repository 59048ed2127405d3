"""Campaigns as other systems write them: shapes here, the rules are those of the drafting form."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from enrollment.enums import Channel, Sex
from enrollment.models import District
from notices.api import examples
from notices.enums import CampaignKind, CampaignState, DeliveryState, PastResponse, StartMode
from notices.forms.campaign import CampaignForm
from notices.forms.segment import SegmentFields
from notices.models import AlimtalkTemplate
from portal.common.strict import Choice, PlainText, StrictBoolean, StrictSerializer


def _codes(help_text: str) -> serializers.ListField:
    return serializers.ListField(
        child=serializers.CharField(max_length=30),
        max_length=500,
        required=False,
        default=list,
        help_text=help_text,
    )


def _line(help_text: str, max_length: int = 200) -> PlainText:
    return PlainText(max_length=max_length, required=False, allow_blank=True, default="", help_text=help_text)


def _text(help_text: str, max_length: int) -> serializers.CharField:
    return serializers.CharField(
        max_length=max_length, required=False, allow_blank=True, default="", help_text=help_text
    )


def _number(help_text: str) -> serializers.IntegerField:
    return serializers.IntegerField(required=False, allow_null=True, default=None, help_text=help_text)


_SENT_AS = {"channel_order": "channels", "__all__": "non_field_errors"}
"""Fields of the forms that are sent under another name."""


@extend_schema_serializer(examples=[examples.AUDIENCE])
class AudienceIn(StrictSerializer):
    """Whom something is meant for. What is left out does not narrow."""

    kind = Choice(CampaignKind.written(), help_text="What it is in law")
    topic = serializers.CharField(max_length=30, help_text="Code of the topic")
    channels = serializers.ListField(
        child=Choice(Channel.choices),
        allow_empty=False,
        max_length=len(Channel),
        help_text="With `one_channel` in the order of preference",
    )
    one_channel = StrictBoolean(
        required=False, default=False, help_text="One message to each person, by the first that reaches them"
    )
    dongs = _codes("Codes of dongs")
    tongs = _codes("`dong/number`, of dongs that are listed")
    services = _codes("Codes of services")
    age_from = _number("Years, by year of birth")
    age_to = _number("Years, by year of birth")
    sex = Choice(Sex.choices, required=False, allow_blank=True, default="")
    response_to = _number("Id of an earlier campaign")
    response = Choice(
        PastResponse.choices, required=False, allow_blank=True, default="", help_text="What they made of it"
    )
    list_id = _number("Number of an uploaded list")

    @classmethod
    def read(cls, data, district: District) -> SegmentFields:
        """The valid form of what was sent. Raises ValidationError with all that is wrong, by field: a field
        nobody asked for does not hide what the rules say of the rest."""
        sent = cls(data=data)
        is_sound = sent.is_valid()
        problems, unknown = dict(sent.errors), sent.unknown_in(data)
        if unknown and problems.keys() <= {name[:40] for name in unknown}:
            sent = cls(data={name: value for name, value in data.items() if name not in unknown})
            is_sound = sent.is_valid()
        if is_sound:
            form = sent.form(district)
            problems |= {_SENT_AS.get(name, name): list(told) for name, told in form.errors.items()}
        if problems:
            raise serializers.ValidationError(problems)
        return form

    def form(self, district: District) -> SegmentFields:
        return SegmentFields(self.form_data(), district=district)

    def form_data(self) -> dict:
        """What a page would have posted."""
        data = dict(self.validated_data)
        data["channels"] = list(dict.fromkeys(data["channels"]))
        if data["one_channel"]:
            rest = [code for code in Channel.values if code not in data["channels"]]
            data["channel_order"] = ",".join([*data["channels"], *rest])
        return data


@extend_schema_serializer(examples=[examples.CAMPAIGN_IN])
class CampaignIn(AudienceIn):
    """A campaign. Texts may be empty until review is asked for."""

    title = PlainText(max_length=80, help_text="Readers see it; the subject of a long text message")
    sms_body = _text("Placeholders: {이름}, {동}, {수신설정}", 2000)
    email_subject = _line("The same placeholders", 120)
    email_body = _text("The same placeholders; blank lines part paragraphs", 100_000)
    tracks_responses = StrictBoolean(
        required=False, default=False, help_text="Count openings and links followed of its mails"
    )
    alimtalk_template = _line("Code of an approved template", 30)
    alimtalk_values = serializers.DictField(
        child=PlainText(max_length=500),
        required=False,
        default=dict,
        help_text="Variables of the template that are the same for everybody",
    )
    falls_back = StrictBoolean(
        required=False, default=False, help_text="Text whom AlimTalk or mail did not reach"
    )
    start_mode = Choice(StartMode.choices, required=False, default=StartMode.ON_APPROVAL.value)
    send_at = serializers.DateTimeField(
        required=False, allow_null=True, default=None, help_text="Of start mode `at_time`"
    )
    exception_reason = _line("Why it may go out in the weeks before an election")

    def validate_alimtalk_values(self, values: dict[str, str]) -> dict[str, str]:
        if any("=" in name or "\n" in name or not value for name, value in values.items()):
            raise serializers.ValidationError(
                _("변수 이름에 등호나 줄바꿈이 있거나 값이 비어 있습니다. 고쳐서 보내 주세요.")
            )
        return values

    def form(self, district: District) -> CampaignForm:
        return CampaignForm(self.form_data(), district=district)

    def form_data(self) -> dict:
        data = super().form_data()
        data["alimtalk_values"] = "\n".join(map("=".join, data["alimtalk_values"].items()))
        if code := data["alimtalk_template"]:
            found = AlimtalkTemplate.objects.filter(code=code).values_list("pk", flat=True).first()
            data["alimtalk_template"] = found or 0  # no row has this number, so the form says it is unknown
        return data


class ApprovalIn(StrictSerializer):
    seen = serializers.CharField(
        max_length=64, help_text="The `seen` of the preflight or of the samples that were looked at"
    )


class ReturnIn(StrictSerializer):
    reason = serializers.CharField(max_length=200, help_text="What the drafter should change")


class NothingIn(StrictSerializer):
    """No field is read."""


class CampaignsQuery(serializers.Serializer):
    state = Choice(CampaignState.choices, required=False, allow_blank=True, default="")
    before = serializers.IntegerField(min_value=1, required=False, default=None)
    limit = serializers.IntegerField(min_value=1, max_value=100, required=False, default=20)


class DeliveriesQuery(serializers.Serializer):
    since = serializers.RegexField(
        r"^d\d{1,18}$",
        required=False,
        default="d0",
        error_messages={"invalid": _("이 목록의 커서가 아닙니다. 받은 next를 그대로 보내 주세요.")},
    )
    state = Choice(DeliveryState.choices, required=False, allow_blank=True, default="")
    channel = Choice(Channel.choices, required=False, allow_blank=True, default="")
    limit = serializers.IntegerField(min_value=1, max_value=500, required=False, default=100)


class SamplesQuery(serializers.Serializer):
    limit = serializers.IntegerField(min_value=1, max_value=8, required=False, default=2)
