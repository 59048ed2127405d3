"""The drafting form of a campaign."""

from dataclasses import replace

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notices.domain.audience import segment_of
from notices.domain.life import Content
from notices.enums import CampaignKind, StartMode
from notices.forms.alimtalk import AlimtalkFields
from notices.forms.segment import SegmentFields
from notices.models import Campaign
from notices.segment import Segment
from notices.validators.campaign import text_problems


class CampaignForm(SegmentFields, AlimtalkFields):
    """Everything an officer decides about a campaign. Texts may stay empty until review is asked for."""

    field_order = ("title", "kind")

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
        choices=CampaignKind.written(),
        initial=CampaignKind.PUBLIC_INFO,
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
    tracks_responses = forms.BooleanField(
        label=gettext_lazy("이메일 열람과 링크 누름 세기"),
        required=False,
        help_text=gettext_lazy(
            "메일에 보이지 않는 점 하나를 넣고 링크가 구청을 거쳐 열리게 합니다. "
            "수를 세는 데만 쓰며 열람 증거가 되지 않습니다."
        ),
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

    exception_reason = forms.CharField(
        label=gettext_lazy("선거 기간 예외 사유"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("선거 기간에 보낼 때만 적습니다. (예: 예방접종법에 따른 안내)"),
    )

    def __init__(self, *args, invites: Campaign | None = None, **kwargs):
        """`invites`: the invitation to a poll that is changed, which stays one."""
        super().__init__(*args, **kwargs)
        self.poll = invites.poll if invites else None
        self.is_reminder = invites is not None and invites.is_reminder
        if invites:
            self._fix(invites)

    def _fix(self, invites: Campaign) -> None:
        kind, topic = self.fields["kind"], self.fields["topic"]
        kind.choices = [(CampaignKind.POLL.value, CampaignKind.POLL.label)]
        kind.initial = CampaignKind.POLL.value
        topic.choices = [(invites.topic.code, invites.topic.display_name)]
        del self.fields["tracks_responses"]
        self.fields["falls_back"].help_text = _(
            "알림톡이 실패하거나 이메일이 반송되면, 휴대전화가 있는 사람에게 문자 본문을 한 번 보냅니다."
        )
        if invites.resend_of_id is None:
            del self.fields["response_to"], self.fields["response"]

    def clean(self):
        data = super().clean()
        if data.get("start_mode") != StartMode.AT_TIME:
            data["send_at"] = None
        elif not data.get("send_at") and "send_at" not in self.errors:
            self.add_error("send_at", _("보내는 때를 정하지 않았습니다. 날짜와 시각을 골라 주세요."))
        texts = {name: data.get(name, "") for name in ("title", "sms_body", "email_subject", "email_body")}
        for name, messages in text_problems(**texts).items():
            self.add_error(name, messages)
        return data

    def content(self) -> Content:
        data = self.cleaned_data
        return Content(
            kind=data["kind"],
            title=data["title"],
            segment=self.segment(),
            email_subject=data["email_subject"],
            email_body=data["email_body"],
            tracks_responses=data.get("tracks_responses", False),
            sms_body=data["sms_body"],
            **self.alimtalk_content(),
            start_mode=data["start_mode"],
            send_at=data["send_at"],
            exception_reason=data["exception_reason"],
            poll=self.poll,
            is_reminder=self.is_reminder,
        )

    def segment(self) -> Segment:
        chosen = super().segment()
        return replace(chosen, unanswered=self.poll.pk) if self.is_reminder else chosen

    def content_so_far(self) -> Content:
        """What is written, finished or not, for the checks beside the form; the segment must be chosen."""
        texts = {
            name: (self[name].value() or "").strip()
            for name in ("title", "sms_body", "email_subject", "email_body", "exception_reason")
        }
        send_at = self.cleaned_data.get("send_at")
        return Content(
            kind=self.cleaned_data.get("kind") or CampaignKind.PUBLIC_INFO,
            segment=self.segment(),
            start_mode=self._mode_so_far(send_at),
            send_at=send_at,
            poll=self.poll,
            is_reminder=self.is_reminder,
            **self.alimtalk_content(),
            **texts,
        )

    def _mode_so_far(self, send_at) -> str:
        chosen = self.cleaned_data.get("start_mode") or StartMode.ON_APPROVAL
        return StartMode.ON_APPROVAL if chosen == StartMode.AT_TIME and not send_at else chosen

    @staticmethod
    def initial_of(campaign: Campaign) -> dict:
        return {
            "title": campaign.title,
            "kind": campaign.kind,
            "sms_body": campaign.sms_body,
            **AlimtalkFields.alimtalk_initial(campaign),
            "email_subject": campaign.email_subject,
            "email_body": campaign.email_body,
            "tracks_responses": campaign.tracks_responses,
            "start_mode": campaign.start_mode,
            "send_at": campaign.send_at,
            "exception_reason": campaign.exception_reason,
            **SegmentFields.segment_initial(segment_of(campaign)),
        }
