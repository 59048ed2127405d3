"""One member moves, or a household gets another head: at the desk with its paper, and on the own page."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrollment.forms.changes import AddressForm, ProofForm
from enrollment.forms.online.person import PersonName
from enrollment.models import Person
from portal.common import masking

OTHER = "other"


class SuccessorMixin:
    """Who heads a household from now on: one of `members`, or somebody who never applied, by name."""

    def ask_successor(self, members: list[Person], *, label: str, hint: str = "") -> None:
        self.members = {str(member.pk): member for member in members}
        names = [(key, masking.name(member.name)) for key, member in self.members.items()]
        self.fields["successor"] = forms.ChoiceField(
            label=label,
            help_text=hint,
            choices=[*names, (OTHER, _("신청하지 않은 다른 사람"))],
            widget=forms.RadioSelect,
            error_messages={"required": _("새 세대주를 정하지 않았습니다. 한 사람을 골라 주세요.")},
        )
        self.fields["successor_name"] = PersonName(
            label=_("새 세대주 이름"),
            required=False,
            help_text=_("‘신청하지 않은 다른 사람’을 골랐을 때만 입력해 주세요."),
        )

    def clean(self) -> dict:
        data = super().clean()
        is_other = data.get("successor") == OTHER
        if is_other and not data.get("successor_name") and "successor_name" not in self.errors:
            self.add_error(
                "successor_name", _("새 세대주의 이름을 입력하지 않았습니다. 이름을 입력해 주세요.")
            )
        return data

    @property
    def successor(self) -> str:
        """The name of the new head; empty when nobody was asked."""
        chosen = self.cleaned_data.get("successor", "")
        member = self.members.get(chosen) if chosen else None
        return member.name if member else self.cleaned_data.get("successor_name", "")


class MyMemberMoveForm(SuccessorMixin, AddressForm):
    """The new address of one person; `staying` are the others when the head goes, otherwise nobody."""

    new_head = PersonName(
        label=gettext_lazy("이사한 곳의 세대주 이름"),
        required=False,
        help_text=gettext_lazy("이사하는 사람이 세대주이면 비워 두세요."),
    )

    def __init__(self, *args, person: Person, staying: list[Person], **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person
        if staying:
            self.ask_successor(
                staying,
                label=_("남는 세대의 새 세대주"),
                hint=_("세대주가 이사하므로 남는 세대의 세대주를 정해 주세요."),
            )

    @property
    def head_name(self) -> str:
        return self.cleaned_data["new_head"] or self.person.name


class MemberMoveForm(ProofForm, MyMemberMoveForm):
    """The same on paper."""


class HeadForm(SuccessorMixin, ProofForm):
    """Another head for a household."""

    def __init__(self, *args, members: list[Person], **kwargs):
        super().__init__(*args, **kwargs)
        self.ask_successor(members, label=_("새 세대주"))
        for name in ("on", "form_no", "note"):
            self.fields[name] = self.fields.pop(name)

    def add_refusal(self, error) -> None:
        """The domain speaks of `head_name`, the page asks for the successor."""
        if hasattr(error, "error_dict") and "head_name" in error.error_dict:
            error.error_dict["successor"] = error.error_dict.pop("head_name")
        super().add_refusal(error)
