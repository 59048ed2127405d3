"""Forms of the steps of a round: why it is given up, why it is approved late."""

from django import forms
from django.utils.translation import gettext_lazy

from enrollment.forms.paper_fields import PlainText
from notices.domain.notice.approving import LONGEST_REASON
from portal.common import resident_number


class CancelForm(forms.Form):
    """Why a round is given up."""

    reason = PlainText(
        label=gettext_lazy("취소하는 이유"),
        min_length=2,
        max_length=200,
        help_text=gettext_lazy(
            "회차의 ‘지나온 일’에 남습니다. 사람의 이름은 적지 마세요. (예: 폭우로 교육을 미룸)"
        ),
        error_messages={
            "required": gettext_lazy("취소하는 이유를 적지 않았습니다. 왜 취소하는지 적어 주세요."),
            "min_length": gettext_lazy("이유가 너무 짧습니다. 왜 취소하는지 적어 주세요."),
        },
    )

    def clean_reason(self) -> str:
        reason = self.cleaned_data["reason"]
        resident_number.refuse(reason)
        return reason


class LateForm(forms.Form):
    """Why a round is approved although its last day to serve is over."""

    late_reason = forms.CharField(
        label=gettext_lazy("기한이 지났는데도 보내는 까닭"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("왜 늦었고 왜 그래도 보내는지 적습니다. 모든 통지의 증거에 남습니다."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": gettext_lazy(
                "송달 기한이 지난 까닭을 적지 않았습니다. 왜 늦었고 왜 그래도 보내는지 적어 주세요."
            )
        },
    )

    def clean_late_reason(self) -> str:
        reason = self.cleaned_data["late_reason"]
        resident_number.refuse(reason)
        return reason
