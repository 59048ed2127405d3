"""The drafting form of a campaign."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from enrollment.enums import Channel
from enrollment.models import District, Dong, Service, Topic
from notices.domain.life import Content
from notices.enums import CampaignKind, StartMode
from notices.forms.alimtalk import AlimtalkFields
from notices.models import Campaign
from notices.segment import Segment
from notices.validators.campaign import text_problems

AGE_ERRORS = dict.fromkeys(
    ("invalid", "min_value", "max_value"),
    gettext_lazy("나이가 올바르지 않습니다. 0에서 120 사이의 숫자를 입력해 주세요."),
)


class CampaignForm(AlimtalkFields):
    """Everything an officer decides about a campaign. Texts may stay empty until review is asked for."""

    title = forms.CharField(
        label=gettext_lazy("제목"),
        max_length=80,
        help_text=gettext_lazy("받는 분에게도 보이며 장문 문자의 제목이 됩니다. (예: 구두바자회 안내)"),
        error_messages={
            "required": gettext_lazy("제목을 입력하지 않았습니다. 목록에서 알아볼 이름을 적어 주세요.")
        },
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("종류"),
        choices=CampaignKind.choices,
        initial=CampaignKind.PUBLIC_INFO,
    )
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
    dongs = forms.MultipleChoiceField(
        label=gettext_lazy("사는 동"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("고르지 않으면 모든 동에 보냅니다."),
    )
    services = forms.MultipleChoiceField(
        label=gettext_lazy("이용하는 서비스"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("고르지 않으면 서비스를 가리지 않습니다."),
    )
    age_from = forms.IntegerField(
        label=gettext_lazy("몇 세부터"),
        required=False,
        min_value=0,
        max_value=120,
        error_messages=AGE_ERRORS,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    age_to = forms.IntegerField(
        label=gettext_lazy("몇 세까지"),
        required=False,
        min_value=0,
        max_value=120,
        error_messages=AGE_ERRORS,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    sms_body = forms.CharField(
        label=gettext_lazy("문자 본문"),
        required=False,
        strip=True,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "lang": "ko"}),
        help_text=gettext_lazy("90바이트까지 단문, 넘으면 2,000바이트까지 장문으로 나가고 요금이 오릅니다."),
    )
    email_subject = forms.CharField(
        label=gettext_lazy("이메일 제목"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"lang": "ko"}),
    )
    email_body = forms.CharField(
        label=gettext_lazy("이메일 본문"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 10, "lang": "ko"}),
        help_text=gettext_lazy("빈 줄을 넣으면 문단이 나뉩니다."),
    )

    start_mode = forms.ChoiceField(
        label=gettext_lazy("발송 시작"),
        choices=StartMode.choices,
        initial=StartMode.ON_APPROVAL,
        widget=forms.RadioSelect,
    )
    send_at = forms.DateTimeField(
        label=gettext_lazy("보내는 때"),
        required=False,
        help_text=gettext_lazy("‘정한 때에’를 골랐을 때 적습니다. 문자는 밤 9시부터 아침 8시까지 쉽니다."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={
            "invalid": gettext_lazy("보내는 때를 알아볼 수 없습니다. 날짜와 시각을 골라 주세요.")
        },
    )

    def __init__(self, *args, district: District, **kwargs):
        super().__init__(*args, **kwargs)
        topics = Topic.objects.filter(is_open=True)
        self.fields["topic"].choices = [("", _("골라 주세요"))] + [(t.code, t.display_name) for t in topics]
        self.fields["dongs"].choices = [
            (d.code, d.display_name) for d in Dong.objects.filter(district=district)
        ]
        self.fields["services"].choices = [
            (s.code, s.display_name) for s in Service.objects.filter(is_open=True)
        ]

    def clean(self):
        data = super().clean()
        low, high = data.get("age_from"), data.get("age_to")
        if low is not None and high is not None and low > high:
            self.add_error(
                "age_to", _("나이의 끝이 시작보다 작습니다. 시작보다 크거나 같은 나이를 입력해 주세요.")
            )
        if data.get("start_mode") != StartMode.AT_TIME:
            data["send_at"] = None
        elif not data.get("send_at") and "send_at" not in self.errors:
            self.add_error("send_at", _("보내는 때를 정하지 않았습니다. 날짜와 시각을 골라 주세요."))
        texts = {name: data.get(name, "") for name in ("title", "sms_body", "email_subject", "email_body")}
        for name, messages in text_problems(**texts).items():
            self.add_error(name, messages)
        return data

    def segment(self) -> Segment:
        data = self.cleaned_data
        return Segment(
            topic=data["topic"],
            channels=tuple(data["channels"]),
            dongs=tuple(data["dongs"]),
            services=tuple(data["services"]),
            age_from=data["age_from"],
            age_to=data["age_to"],
        )

    def content(self) -> Content:
        data = self.cleaned_data
        return Content(
            kind=data["kind"],
            title=data["title"],
            segment=self.segment(),
            email_subject=data["email_subject"],
            email_body=data["email_body"],
            sms_body=data["sms_body"],
            **self.alimtalk_content(),
            start_mode=data["start_mode"],
            send_at=data["send_at"],
        )

    @staticmethod
    def initial_of(campaign: Campaign) -> dict:
        return {
            "title": campaign.title,
            "kind": campaign.kind,
            "topic": campaign.topic.code,
            "channels": campaign.channels,
            "sms_body": campaign.sms_body,
            **AlimtalkFields.alimtalk_initial(campaign),
            "email_subject": campaign.email_subject,
            "email_body": campaign.email_body,
            "start_mode": campaign.start_mode,
            "send_at": campaign.send_at,
            **campaign.audience,
        }
