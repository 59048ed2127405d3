"""Filters of the campaign and delivery lists, and the reason for taking a list along."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from enrollment.enums import Channel
from enrollment.models import Topic
from notices.enums import CampaignState, DeliveryState


class CampaignFilter(forms.Form):
    state = forms.ChoiceField(
        label=gettext_lazy("상태"),
        required=False,
        choices=[("", gettext_lazy("전체")), *CampaignState.choices],
    )
    topic = forms.ChoiceField(label=pgettext_lazy("발송", "관심분야"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = [("", _("전체"))] + [
            (topic.code, topic.display_name) for topic in Topic.objects.all()
        ]


class DeliveryFilter(forms.Form):
    state = forms.ChoiceField(
        label=gettext_lazy("상태"),
        required=False,
        choices=[("", gettext_lazy("전체")), *DeliveryState.choices],
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("방법"), required=False, choices=[("", gettext_lazy("전체")), *Channel.choices]
    )


class ExportForm(DeliveryFilter):
    """Why personal data leaves the building: kept in the access log (safety-measures notice, article 8)."""

    REASONS = [
        ("delivery_check", gettext_lazy("발송 결과 확인")),
        ("complaint", gettext_lazy("민원 응대")),
        ("audit", gettext_lazy("감사와 점검")),
    ]
    reason = forms.ChoiceField(label=gettext_lazy("내려받는 이유"), choices=REASONS)
    format = forms.ChoiceField(label=gettext_lazy("파일 형식"), choices=[("csv", "CSV"), ("xlsx", "XLSX")])
