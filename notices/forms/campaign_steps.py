"""What is asked on the way of a campaign: why it goes back, and where a test send goes."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrollment.enums import Channel
from notices.domain import trial
from notices.enums import PastResponse
from notices.models import Campaign
from portal.accounts import verification
from portal.common import phone, resident_number


class ReturnForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("돌려보내는 이유"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": gettext_lazy("돌려보내는 이유를 적지 않았습니다. 무엇을 고치면 되는지 적어 주세요.")
        },
    )

    def clean_reason(self) -> str:
        reason = self.cleaned_data["reason"]
        resident_number.refuse(reason)
        return reason


class ResendForm(forms.Form):
    """`unsure`: so many more people could be reached whose message may have arrived."""

    with_unsure = forms.BooleanField(
        required=False,
        help_text=gettext_lazy("그 가운데 이미 받은 사람이 있으면 같은 소식을 두 번 받게 됩니다."),
    )

    def __init__(self, *args, unsure: int, **kwargs):
        super().__init__(*args, **kwargs)
        if unsure > 0:
            label = _("나갔는지 확인되지 않은 %(count)s명에게도 보내기")
            self.fields["with_unsure"].label = label % {"count": f"{unsure:,}"}
        else:
            del self.fields["with_unsure"]

    def whom(self) -> PastResponse:
        return PastResponse.FAILED_OR_UNSURE if self.cleaned_data.get("with_unsure") else PastResponse.FAILED


class TestSendForm(forms.Form):
    """One message to the officer's own phone, confirmed by a code, or to a mailbox of the office."""

    __test__ = False

    channel = forms.ChoiceField(label=gettext_lazy("시험할 방법"), choices=(), widget=forms.RadioSelect)
    address = forms.CharField(
        label=gettext_lazy("받을 내 번호나 업무용 이메일"),
        help_text=gettext_lazy(
            "문자는 인증번호로 확인한 본인의 휴대전화로, 이메일은 본인이나 계정이 있는 동료의 "
            "업무용 이메일로 보냅니다."
        ),
        error_messages={
            "required": gettext_lazy("받을 곳을 입력하지 않았습니다. 본인의 번호나 이메일을 입력해 주세요.")
        },
    )

    code = forms.CharField(
        label=gettext_lazy("인증번호"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("문자로 받은 6자리 번호입니다. 비워 두고 누르면 새 번호를 보냅니다."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(self, *args, channels: list[str], campaign: Campaign, by, **kwargs):
        super().__init__(*args, **kwargs)
        wishes = dict.fromkeys(Channel(channel).wish for channel in channels)
        self.fields["channel"].choices = [(channel.value, channel.label) for channel in wishes]
        self.fields["channel"].initial = next(iter(wishes)).value
        self.campaign, self.by = campaign, by
        self.asks_code = bool(self.data.get("code"))

    def clean(self):
        data = super().clean()
        address = data.get("address")
        if not address or "channel" not in data:
            return data
        try:
            data["address"] = _normalised(data["channel"], address)
            self._own(data)
        except ValidationError as error:
            self.add_error("address", error)
        return data

    def _own(self, data: dict) -> None:
        """Raises ValidationError for a stranger's mailbox; a number that is not confirmed asks for a code."""
        channel, number, code = data["channel"], data["address"], data.get("code")
        try:
            trial.refuse_strangers(campaign=self.campaign, channel=channel, address=number, by=self.by)
        except ValidationError as error:
            if error.code != "unconfirmed":
                raise
            if not code:
                self.asks_code = True
            elif not trial.confirm(by=self.by, number=number, code=code):
                self.add_error("code", verification.REFUSED)
        else:
            self.asks_code = False


def _normalised(channel: str, address: str) -> str:
    if channel == Channel.SMS:
        return phone.require_mobile(address)
    try:
        validate_email(address)
    except ValidationError:
        raise ValidationError(
            _("이메일 주소 모양이 아닙니다. @가 들어간 주소를 입력해 주세요. (예: name@example.kr)")
        ) from None
    return address.lower()
