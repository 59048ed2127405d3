"""Choosing an audience: the part the drafting form and a saved audience have in common."""

from itertools import permutations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from enrollment.enums import Channel, Sex
from enrollment.models import District, Dong, Service, Tong, Topic
from notices.enums import MEASURED_RESPONSES, PastResponse
from notices.queries import audiences
from notices.segment import Segment, in_order
from portal.common.number_field import WrittenInteger

AGE_ERRORS = dict.fromkeys(
    ("invalid", "min_value", "max_value"),
    gettext_lazy("나이가 올바르지 않습니다. 0에서 120 사이의 숫자를 입력해 주세요."),
)


def _age(label) -> WrittenInteger:
    return WrittenInteger(
        label=label,
        required=False,
        min_value=0,
        max_value=120,
        error_messages=AGE_ERRORS,
    )


class SegmentFields(forms.Form):
    """Whom something is meant for. What is left empty does not narrow."""

    topic = forms.ChoiceField(
        label=pgettext_lazy("발송", "관심분야"),
        error_messages={
            "required": gettext_lazy("관심분야를 고르지 않았습니다. 어느 분야의 소식인지 골라 주세요.")
        },
    )
    channels = forms.MultipleChoiceField(
        label=gettext_lazy("보내는 방법"),
        choices=Channel.choices,
        initial=[channel.value for channel in Channel.wishes()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("보내는 방법을 고르지 않았습니다. 문자나 이메일 가운데 골라 주세요.")
        },
    )
    one_channel = forms.BooleanField(
        label=gettext_lazy("한 사람에게 한 건만 보내기"),
        required=False,
        help_text=gettext_lazy("아래 순서에서 먼저 닿는 방법으로 보냅니다. 끄면 고른 방법마다 보냅니다."),
    )
    channel_order = forms.ChoiceField(label=gettext_lazy("먼저 보낼 순서"), required=False)
    dongs = forms.MultipleChoiceField(
        label=gettext_lazy("사는 동"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("고르지 않으면 모든 동에 보냅니다."),
    )
    tongs = forms.MultipleChoiceField(
        label=gettext_lazy("사는 통"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("고른 동의 통입니다. 고르지 않으면 그 동 전체에 보냅니다."),
    )
    services = forms.MultipleChoiceField(
        label=gettext_lazy("이용하는 서비스"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("고르지 않으면 서비스를 가리지 않습니다."),
    )
    age_from = _age(gettext_lazy("몇 세부터"))
    age_to = _age(gettext_lazy("몇 세까지"))
    sex = forms.ChoiceField(
        label=gettext_lazy("성별"),
        required=False,
        choices=[("", gettext_lazy("가리지 않음")), *Sex.choices],
        help_text=gettext_lazy("신청서에 성별을 적은 사람만 고를 수 있습니다."),
    )
    response_to = forms.TypedChoiceField(
        label=gettext_lazy("지난 소식"), required=False, coerce=int, empty_value=None
    )
    response = forms.ChoiceField(
        label=gettext_lazy("지난 소식을"),
        required=False,
        choices=[("", gettext_lazy("가리지 않음")), *PastResponse.choices],
    )
    list_id = forms.TypedChoiceField(
        label=gettext_lazy("올린 명단"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=gettext_lazy("명단에 있어도 동의하고 받기로 한 사람에게만 보냅니다."),
        error_messages={
            "invalid_choice": gettext_lazy("지워진 명단입니다. 다른 명단을 고르거나 비워 두세요.")
        },
    )

    def __init__(self, *args, district: District, **kwargs):
        super().__init__(*args, **kwargs)
        fields = self.fields
        fields["topic"].choices = [("", _("골라 주세요"))] + [
            (topic.code, topic.display_name) for topic in Topic.objects.filter(is_open=True)
        ]
        fields["channel_order"].choices = [
            (",".join(order), ", ".join(str(Channel(code).label) for code in order))
            for order in permutations(Channel.values)
        ]
        dongs = {dong.code: dong for dong in Dong.objects.filter(district=district)}
        fields["dongs"].choices = [(code, dong.display_name) for code, dong in dongs.items()]
        fields["tongs"].choices = self._tongs(dongs)
        fields["services"].choices = [
            (service.code, service.display_name) for service in Service.objects.filter(is_open=True)
        ]
        sent = [(found.pk, audiences.campaign_label(found)) for found in audiences.sent_before(district)]
        fields["response_to"].choices = self._offered("response_to", sent, _("오래된 소식"))
        kept = audiences.lists_of(district).filter(forgotten_at=None)
        lists = [(found.pk, found.name) for found in kept]
        fields["list_id"].choices = self._offered("list_id", lists, _("지워진 명단"))

    def _offered(self, name: str, choices: list, gone: str) -> list:
        """Choices with what was chosen before, even if it is offered no more: leaving it out would widen the
        audience without a word."""
        chosen = self.initial.get(name)
        if chosen is not None and chosen not in dict(choices):
            choices.append((chosen, gone))
        return [("", _("고르지 않음")), *choices]

    def _tongs(self, dongs: dict[str, Dong]) -> list[tuple[str, str]]:
        """The tongs of the dongs that are chosen, and of those of which a tong is."""
        chosen = set(self["dongs"].value() or ())
        chosen |= {code.partition("/")[0] for code in self["tongs"].value() or ()}
        rows = Tong.objects.filter(dong__in=chosen & dongs.keys(), valid_to=None)
        return [
            (
                f"{tong.dong_id}/{tong.number}",
                _("%(dong)s %(tong)s통") % {"dong": dongs[tong.dong_id], "tong": tong.number},
            )
            for tong in rows.order_by("dong_id", "number")
        ]

    def clean(self):
        data = super().clean()
        low, high = data.get("age_from"), data.get("age_to")
        if low is not None and high is not None and low > high:
            self.add_error(
                "age_to", _("나이의 끝이 시작보다 작습니다. 시작보다 크거나 같은 나이를 입력해 주세요.")
            )
        if {code.partition("/")[0] for code in data.get("tongs", ())} - set(data.get("dongs", ())):
            self.add_error("tongs", _("동을 고르지 않은 통이 있습니다. 그 동도 고르거나 통을 빼 주세요."))
        if data.get("response") and data.get("response_to") is None and "response_to" not in self.errors:
            self.add_error("response_to", _("지난 소식을 고르지 않았습니다. 어느 소식인지 골라 주세요."))
        if data.get("response_to") is not None and not data.get("response"):
            self.add_error("response", _("지난 소식을 어떻게 한 사람인지 고르지 않았습니다. 골라 주세요."))
        if data.get("response") in MEASURED_RESPONSES and data.get("response_to") is not None:
            if not audiences.counts_responses(data["response_to"]):
                self.add_error(
                    "response",
                    _("열람과 링크 누름을 세지 않은 소식입니다. 받은 사람이나 받지 못한 사람을 골라 주세요."),
                )
        return data

    @property
    def has_segment(self) -> bool:
        """Whether what was typed so far makes an audience."""
        names = SegmentFields.base_fields.keys()
        return self.is_bound and not names & self.errors.keys()

    def wrong_choices(self) -> list[str]:
        """What is wrong with the audience chosen so far; what is not chosen yet is no error."""
        errors = self.errors.as_data()
        return [
            f"{self.fields[name].label}: {message}"
            for name in SegmentFields.base_fields
            for error in errors.get(name, [])
            if error.code != "required"
            for message in error.messages
        ]

    def forgive_empty(self) -> None:
        """Say nothing of what is still empty: who counts, loads or keeps an audience is not done."""
        for name, errors in list(self.errors.as_data().items()):
            if all(error.code == "required" for error in errors):
                del self.errors[name]

    def segment(self) -> Segment:
        data = self.cleaned_data
        order = data["channel_order"].split(",") if data["channel_order"] else Channel.values
        channels = [code for code in order if code in data["channels"]]
        return Segment(
            topic=data["topic"],
            channels=in_order(channels, data["one_channel"]),
            one_channel=data["one_channel"],
            dongs=tuple(data["dongs"]),
            tongs=tuple(data["tongs"]),
            services=tuple(data["services"]),
            age_from=data["age_from"],
            age_to=data["age_to"],
            sex=data["sex"],
            response_to=data.get("response_to"),
            response=data.get("response", ""),
            list_id=data["list_id"],
        )

    @staticmethod
    def segment_initial(segment: Segment) -> dict:
        order = [*segment.channels, *(code for code in Channel.values if code not in segment.channels)]
        return {
            **segment.to_json(),
            "topic": segment.topic,
            "channels": list(segment.channels),
            "one_channel": segment.one_channel,
            "channel_order": ",".join(order) if segment.one_channel else "",
        }
