"""Filters of the campaign and delivery lists, and the reason for taking a list along."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from enrollment.enums import Channel
from enrollment.models import Dong, Topic
from notices.enums import CampaignState
from notices.queries.cancelled import STATE_CHOICES
from portal.common import resident_number


def topic_choices() -> list[tuple[str, str]]:
    return [("", _("전체"))] + [(topic.code, topic.display_name) for topic in Topic.objects.all()]


class CampaignFilter(forms.Form):
    state = forms.ChoiceField(
        label=gettext_lazy("상태"),
        required=False,
        choices=[("", gettext_lazy("전체")), *CampaignState.choices],
    )
    topic = forms.ChoiceField(label=pgettext_lazy("발송", "관심분야"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = topic_choices()


class PeriodFilter(forms.Form):
    """Campaigns that began between two days, both included."""

    first = forms.DateField(label=gettext_lazy("첫날"), widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=gettext_lazy("끝날"), widget=forms.DateInput(attrs={"type": "date"}))
    topic = forms.ChoiceField(label=pgettext_lazy("발송", "관심분야"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = topic_choices()
        for name in ("first", "last"):
            errors = self.fields[name].error_messages
            errors["required"] = _("날짜를 고르지 않았습니다. 기간의 첫날과 끝날을 골라 주세요.")
            errors["invalid"] = _("날짜를 알아볼 수 없습니다. 달력에서 골라 주세요.")

    def clean(self):
        data = super().clean()
        if data.get("first") and data.get("last") and data["first"] > data["last"]:
            self.add_error("last", _("끝날이 첫날보다 앞섭니다. 첫날과 같거나 뒤인 날을 골라 주세요."))
        return data


class DeliveryFilter(forms.Form):
    state = forms.ChoiceField(
        label=gettext_lazy("상태"),
        required=False,
        choices=[("", gettext_lazy("전체")), *STATE_CHOICES],
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("방법"), required=False, choices=[("", gettext_lazy("전체")), *Channel.choices]
    )
    dong = forms.ChoiceField(label=gettext_lazy("사는 동"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["dong"].choices = [("", _("전체"))] + [
            (dong.code, dong.display_name) for dong in Dong.objects.all()
        ]


class PersonSearchForm(forms.Form):
    """Whose messages are looked for; never part of an address."""

    find = forms.CharField(
        label=gettext_lazy("접수번호나 연락처"),
        max_length=80,
        help_text=gettext_lazy("접수번호, 휴대전화 번호, 이메일 가운데 하나를 그대로 입력해 주세요."),
        error_messages={
            "required": gettext_lazy("찾을 접수번호나 연락처를 입력하지 않았습니다. 하나를 입력해 주세요.")
        },
    )

    def clean_find(self) -> str:
        find = self.cleaned_data["find"].strip()
        resident_number.refuse(find)
        if not any(letter.isdigit() or letter == "@" for letter in find):
            raise forms.ValidationError(
                _("이름으로는 찾을 수 없습니다. 접수번호, 휴대전화 번호나 이메일을 입력해 주세요."),
                code="name",
            )
        return find


class ExportForm(DeliveryFilter):
    """Why personal data leaves the building: kept in the access log (safety-measures notice, article 8)."""

    REASONS = [
        ("delivery_check", gettext_lazy("발송 결과 확인")),
        ("complaint", gettext_lazy("민원 응대")),
        ("audit", gettext_lazy("감사와 점검")),
    ]
    reason = forms.ChoiceField(label=gettext_lazy("내려받는 이유"), choices=REASONS)
    format = forms.ChoiceField(label=gettext_lazy("파일 형식"), choices=[("csv", "CSV"), ("xlsx", "XLSX")])
