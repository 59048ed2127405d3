"""Deciding about an application that waits, and joining two households by hand."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrollment.enums import RejectReason
from enrollment.models import Application, Household
from portal.common.text import squash_spaces

OPEN, REJECT = "open", "reject"


class DecisionForm(forms.Form):
    """One choice of: join a household (`join-<household>[-<person>]`), open a new one, refuse."""

    decision = forms.ChoiceField(
        label=gettext_lazy("결정"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("결정을 고르지 않았습니다. 한 가지를 골라 주세요.")},
    )
    reject_reason = forms.ChoiceField(
        label=gettext_lazy("접수하지 않는 사유"),
        choices=[("", gettext_lazy("접수하지 않을 때만 고르세요")), *RejectReason.choices],
        required=False,
    )

    def __init__(self, *args, joins: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = [
            *joins,
            (OPEN, _("새 세대로 접수하기")),
            (REJECT, _("접수하지 않기")),
        ]

    def clean(self) -> dict:
        data = super().clean()
        if data.get("decision") == REJECT and not data.get("reject_reason"):
            self.add_error("reject_reason", _("사유를 고르지 않았습니다. 접수하지 않는 사유를 골라 주세요."))
        return data


class MergeForm(forms.Form):
    """The other household: one of those found, or the one of a receipt number."""

    other = forms.ChoiceField(label=gettext_lazy("합칠 세대"), widget=forms.RadioSelect, required=False)
    receipt_no = forms.CharField(
        label=gettext_lazy("다른 세대의 접수번호"),
        max_length=12,
        required=False,
        help_text=gettext_lazy("위 목록에 없을 때 입력하세요. (예: 2026-0000123)"),
    )

    def __init__(self, *args, household: Household, others: list[tuple[str, str]], dongs, **kwargs):
        super().__init__(*args, **kwargs)
        self.household, self.dongs = household, dongs
        self.fields["other"].choices = others
        if not others:
            del self.fields["other"]

    def clean(self) -> dict:
        data = super().clean()
        typed = squash_spaces(data.get("receipt_no", ""))
        if self.errors:
            return data
        if not typed and not data.get("other"):
            raise ValidationError(_("합칠 세대를 고르지 않았습니다. 고르거나 접수번호를 입력해 주세요."))
        homes = Household.objects.filter(dong__in=self.dongs, closed_on=None).exclude(pk=self.household.pk)
        if typed:
            found = homes.filter(
                pk__in=Application.objects.filter(receipt_no=typed).values("household")
            ).first()
            if found is None:
                message = _("담당하는 동에 그 접수번호의 다른 세대가 없습니다. 번호를 확인해 주세요.")
                raise ValidationError({"receipt_no": message})
        else:
            found = homes.get(pk=int(data["other"]))
        data["household"] = found
        return data


class SamePersonForm(forms.Form):
    """Two members who are one person: whose record stays, and whose joins it."""

    keep = forms.ChoiceField(label=gettext_lazy("남길 사람"))
    absorb = forms.ChoiceField(label=gettext_lazy("합칠 사람"))

    def __init__(self, *args, members: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.choices = [("", _("고르세요")), *members]

    def clean(self) -> dict:
        data = super().clean()
        if data.get("keep") and data.get("keep") == data.get("absorb"):
            message = _("같은 사람을 두 번 골랐습니다. 서로 다른 두 사람을 골라 주세요.")
            raise ValidationError({"absorb": message})
        return data
