"""The paper form typed a second time: what the paper says, nothing the first typing said."""

from django import forms
from django.utils.translation import gettext_lazy as _

from enrollment.domain.double_entry import ELSEWHERE, FIRST, SECOND
from enrollment.forms.paper import PaperForm
from enrollment.models import Application


class SecondPaperForm(PaperForm):
    """The sheet of `application`; place, leader, dong and number are known from how it came in."""

    def __init__(self, *args, application: Application, **kwargs):
        self.application = application
        super().__init__(*args, dongs=[application.dong], **kwargs)

    def _offer_dongs_and_leaders(self) -> None:
        for name in ("dong", "place", "collected_by", "form_no", "submission_key"):
            del self.fields[name]

    def clean(self) -> dict:
        known = {name: getattr(self.application, name) for name in ("place", "collected_by", "form_no")}
        self.cleaned_data |= known
        return super().clean()


class DifferencesForm(forms.Form):
    """For each field that differs: who was right. Nothing is preset."""

    def __init__(self, *args, fields: dict[str, str], **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        for name, label in fields.items():
            message = _("‘%(field)s’은(는) 어느 쪽이 맞는지 고르지 않았습니다. 종이를 보고 골라 주세요.")
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=[
                    (FIRST, _("첫 번째가 맞음")),
                    (SECOND, _("두 번째가 맞음")),
                    (ELSEWHERE, _("두 번째가 맞고 따로 고쳤음")),
                ],
                widget=forms.RadioSelect,
                error_messages={"required": message % {"field": label}},
            )
