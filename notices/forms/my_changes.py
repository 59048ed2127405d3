"""What a resident changes on the own page: services, contacts, consents, leaving."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrollment.enums import ContactKind, EndReason
from enrollment.forms.changes import AddressForm, RefusalMixin
from enrollment.forms.paper_fields import Email, Mobile
from enrollment.models import ConsentText, Household, Service


class MyForm(RefusalMixin, forms.Form):
    """The server writes the messages, so the browser is not asked to check anything."""

    use_required_attribute = False


class ServicesForm(MyForm):
    """Services that can be applied for, and those in use even if they no longer can."""

    services = forms.MultipleChoiceField(
        label=gettext_lazy("이용하는 서비스"),
        required=False,
        help_text=gettext_lazy("이용할 서비스를 모두 골라 주세요. 선택을 빼면 오늘 끝납니다."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": gettext_lazy(
                "지금 신청할 수 없는 서비스가 있습니다. 목록에서 다시 골라 주세요."
            )
        },
    )

    def __init__(self, *args, current: set[str], **kwargs):
        super().__init__(*args, **kwargs)
        offered = [s for s in Service.objects.all() if s.is_open or s.code in current]
        self.fields["services"].choices = [(service.code, service.display_name) for service in offered]
        self.fields["services"].initial = sorted(current)


class ContactForm(MyForm):
    """The new phone or mail address; a code goes to it before anything changes."""

    LABELS = {
        ContactKind.MOBILE: gettext_lazy("새 휴대전화 번호"),
        ContactKind.EMAIL: gettext_lazy("새 이메일"),
    }

    def __init__(self, *args, kind: ContactKind, **kwargs):
        super().__init__(*args, **kwargs)
        if kind == ContactKind.MOBILE:
            self.fields["value"] = Mobile(
                label=self.LABELS[kind],
                help_text=_("이 번호로 6자리 인증번호를 보냅니다. (예: 01012345678)"),
                error_messages={
                    "required": _(
                        "휴대전화 번호를 입력하지 않았습니다. "
                        "숫자만 11자리로 입력해 주세요. (예: 01012345678)"
                    )
                },
                widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
            )
        else:
            self.fields["value"] = Email(
                label=self.LABELS[kind],
                max_length=254,
                help_text=_("이 주소로 6자리 인증번호를 보냅니다. (예: name@example.kr)"),
                error_messages={
                    "required": _(
                        "이메일 주소를 입력하지 않았습니다. 주소를 입력해 주세요. (예: name@example.kr)"
                    )
                },
                widget=forms.TextInput(attrs={"autocomplete": "email", "inputmode": "email"}),
            )


class GiveConsentForm(MyForm):
    """One box, not ticked; `version` names the text that was on the page."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    agreed = forms.BooleanField(
        error_messages={"required": gettext_lazy("동의하려면 칸에 표시해 주세요. 동의하지 않아도 됩니다.")}
    )

    def __init__(self, *args, text: ConsentText, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = text.version
        self.fields["agreed"].label = _("‘%(title)s’에 동의합니다.") % {"title": text.in_language("title")}


class AnswerAgainForm(MyForm):
    """Yes or no to every text that changed; nothing is chosen beforehand."""

    def __init__(self, *args, texts: list[ConsentText], **kwargs):
        super().__init__(*args, **kwargs)
        self.texts = texts
        for text in texts:
            self.fields[f"{text.purpose}-{text.version}"] = forms.ChoiceField(
                label=text.in_language("title"),
                choices=[("yes", _("동의합니다")), ("no", _("동의하지 않습니다"))],
                widget=forms.RadioSelect,
                error_messages={"required": _("동의 여부를 고르지 않았습니다. 하나를 골라 주세요.")},
            )

    def rows(self) -> list[dict]:
        return [{"text": text, "field": self[f"{text.purpose}-{text.version}"]} for text in self.texts]

    def answers(self) -> list[tuple[ConsentText, bool]]:
        return [(t, self.cleaned_data[f"{t.purpose}-{t.version}"] == "yes") for t in self.texts]


class MoveForm(AddressForm):
    """The new address of a household; its head goes along."""

    def __init__(self, household: Household, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.head_name = household.head_name


class LeaveForm(MyForm):
    """Why; of a death only the head of the family is asked, about a member who shares the account."""

    reason = forms.ChoiceField(
        label=gettext_lazy("그만두는 까닭"),
        choices=[
            (EndReason.WITHDRAWN, gettext_lazy("더 이용하지 않음")),
            (EndReason.MOVED_OUT, gettext_lazy("다른 구나 시로 이사함")),
        ],
        initial=EndReason.WITHDRAWN,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, may_die: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if may_die:
            self.fields["reason"].choices += [(EndReason.DECEASED, _("사망했음 (세대주가 알림)"))]
