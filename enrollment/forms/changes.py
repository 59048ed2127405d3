"""What a clerk changes for an enrolled household: each change with its day, its paper and what was seen."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrollment.domain.proof import Proof
from enrollment.enums import ApplicationMethod, ContactKind, EndReason
from enrollment.forms.online.household import HouseholdForm
from enrollment.forms.online.person import PersonName
from enrollment.forms.paper_fields import Email, Mobile, PlainText, WrittenDate
from enrollment.models import ConsentText, Household, Person, Service
from portal.common import masking
from portal.common.templatetags.korean import kdate

YES, NO = "yes", "no"
SEEN = gettext_lazy("무엇으로 확인했는지 적지 않았습니다. 예: 주민등록증 확인, 사망진단서 확인")


class RefusalMixin:
    """Messages of the domain at the fields of a page; those of other fields above it."""

    def add_refusal(self, error) -> None:
        by_field = error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
        for name, found in by_field.items():
            for problem in found:
                self.add_error(name if name in self.fields else None, problem)


class ProofForm(RefusalMixin, forms.Form):
    """The paper and what was checked; `on` may lie in the past."""

    use_required_attribute = False

    on = WrittenDate(
        label=gettext_lazy("적용일"),
        help_text=gettext_lazy("신청서에 적은 날이나 그 일이 있었던 날. 앞날은 안 됩니다."),
        error_messages={"required": gettext_lazy("적용일을 입력하지 않았습니다. 예: 2026. 1. 5.")},
    )
    form_no = PlainText(
        label=gettext_lazy("변경·철회 신청서 번호"),
        max_length=20,
        error_messages={
            "required": gettext_lazy("신청서 번호를 입력하지 않았습니다. 받은 종이의 번호를 입력해 주세요."),
            "max_length": gettext_lazy("20자까지 입력할 수 있습니다. 줄여서 입력해 주세요."),
        },
    )
    note = PlainText(
        label=gettext_lazy("확인한 것"),
        help_text=gettext_lazy("신분증이나 증명서처럼 무엇으로 확인했는지 적어 주세요. 번호는 적지 마세요."),
        min_length=2,
        max_length=200,
        error_messages={"required": SEEN, "min_length": SEEN},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = kdate(timezone.localdate())
        for name in ("on", "form_no", "note"):
            self.fields[name] = self.fields.pop(name)

    def basis(self, by) -> dict:
        """What every verb of a change takes: from when, on which paper, by whom."""
        data = self.cleaned_data
        proof = Proof(method=ApplicationMethod.PAPER, form_no=data["form_no"], note=data["note"])
        on = {"on": data["on"]} if "on" in self.fields else {}
        return {**on, "proof": proof, "by": by}


class LeaveForm(ProofForm):
    """Who leaves and why; the whole household, or one of the members who are here."""

    WHOLE = "all"

    whom = forms.ChoiceField(
        label=gettext_lazy("누가"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("누가 탈퇴하는지 고르지 않았습니다. 하나를 골라 주세요.")},
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("사유"),
        choices=[
            (EndReason.WITHDRAWN, EndReason.WITHDRAWN.label),
            (EndReason.MOVED_OUT, EndReason.MOVED_OUT.label),
            (EndReason.DECEASED, EndReason.DECEASED.label),
            (EndReason.DEREGISTERED, EndReason.DEREGISTERED.label),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("사유를 고르지 않았습니다. 하나를 골라 주세요.")},
    )

    def __init__(self, *args, people: list[Person], **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        members = [(key, masking.name(person.name)) for key, person in self.people.items()]
        self.fields["whom"].choices = [*members, (self.WHOLE, _("세대 전체"))]

    def clean(self) -> dict:
        data = super().clean()
        if (
            data.get("whom") == self.WHOLE
            and data.get("reason") == EndReason.DECEASED
            and len(self.people) > 1
        ):
            self.add_error("whom", _("사망은 한 사람씩 처리해 주세요."))
        return data

    @property
    def person(self) -> Person | None:
        """Who leaves; None for the whole household."""
        return self.people.get(self.cleaned_data["whom"])


class ServicesForm(ProofForm):
    services = forms.MultipleChoiceField(
        label=gettext_lazy("이용하는 서비스"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, current: set[str], **kwargs):
        super().__init__(*args, **kwargs)
        offered = [s for s in Service.objects.all() if s.is_open or s.code in current]
        self.fields["services"].choices = [(service.code, service.display_name) for service in offered]
        self.fields["services"].initial = sorted(current)


class ContactForm(ProofForm):
    """A new phone or mail address of somebody whose identity was checked at the desk."""

    def __init__(self, *args, kind: ContactKind, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["on"]
        kinds = {ContactKind.MOBILE: Mobile, ContactKind.EMAIL: Email}
        missing = {
            ContactKind.MOBILE: _(
                "휴대전화 번호를 입력하지 않았습니다. 숫자만 11자리로 입력해 주세요. (예: 01012345678)"
            ),
            ContactKind.EMAIL: _(
                "이메일 주소를 입력하지 않았습니다. 주소를 입력해 주세요. (예: name@example.kr)"
            ),
        }
        labels = {ContactKind.MOBILE: _("새 휴대전화 번호"), ContactKind.EMAIL: _("새 이메일")}
        value = kinds[kind](label=labels[kind], max_length=254, error_messages={"required": missing[kind]})
        self.fields = {"value": value, **self.fields}


class ConsentsForm(ProofForm):
    """The answer to every text in force; nothing is chosen where nobody was asked or the text changed."""

    def __init__(self, *args, texts: list[ConsentText], held: dict, changed: set[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.texts, self.held, self.changed = texts, held, changed
        fields = {}
        for text in texts:
            answer = held.get(text.purpose)
            field = forms.ChoiceField(
                label=text.in_language("title"),
                choices=[(YES, _("동의함")), (NO, _("동의하지 않음"))],
                widget=forms.RadioSelect,
                required=False,
            )
            if text.purpose in changed:
                field.help_text = _("내용이 바뀌어 다시 물어야 합니다.")
            elif answer is not None:
                field.initial = YES if answer.given else NO
            field.is_consent, field.is_required_consent = True, text.is_required
            fields[self.name_of(text)] = field
        self.fields = {**fields, **self.fields}

    @staticmethod
    def name_of(text: ConsentText) -> str:
        return f"consent_{text.purpose}"

    def differences(self) -> list[tuple[ConsentText, bool]]:
        """What the paper says that the ledger does not: (text, yes or no)."""
        found = []
        for text in self.texts:
            said, answer = self.cleaned_data[self.name_of(text)], self.held.get(text.purpose)
            holds = answer is not None and answer.given
            if said == YES and (not holds or text.purpose in self.changed):
                found.append((text, True))
            elif said == NO and holds:
                found.append((text, False))
        return found


class AddressForm(RefusalMixin, HouseholdForm):
    """A new address of a household; who applies is not asked."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, applicant_name="", **kwargs)
        del self.fields["relation"], self.fields["head_name"]

    def _check_head(self, cleaned: dict) -> None:
        """Nobody is asked."""


class MoveForm(ProofForm, AddressForm):
    """A new address on paper, and who heads the household there."""

    new_head = PersonName(
        label=gettext_lazy("세대주 이름"),
        required=False,
        help_text=gettext_lazy("세대주가 바뀌거나 다른 세대로 들어갈 때만 입력해 주세요."),
    )

    def __init__(self, *args, household: Household, **kwargs):
        self.household = household
        super().__init__(*args, **kwargs)

    @property
    def head_name(self) -> str:
        return self.cleaned_data["new_head"] or self.household.head_name
