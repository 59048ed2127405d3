"""Forms of one row of a roll: its cells, who it names, why it is dropped."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrollment.forms.paper_fields import PlainText
from enrollment.models import Person
from notices.enums.notice import Addressee, FieldScope
from notices.models import NoticeTerms
from notices.notice_terms import fields_of


class RowForm(forms.Form):
    """The cells of one row, to be written anew. Names of fields are those of the cells; `:` becomes
    `field_`."""

    name = PlainText(label=gettext_lazy("이름"), required=False, max_length=60)
    birth_date = PlainText(label=gettext_lazy("생년월일"), required=False, max_length=30)
    road_address = PlainText(label=gettext_lazy("주소"), required=False, max_length=200)
    address_detail = PlainText(label=gettext_lazy("상세주소"), required=False, max_length=80)
    mobile = PlainText(label=gettext_lazy("연락처"), required=False, max_length=40)
    email = PlainText(label=gettext_lazy("이메일"), required=False, max_length=100)
    dong = PlainText(label=gettext_lazy("행정동"), required=False, max_length=20)
    tong_ban = PlainText(label=gettext_lazy("통·반"), required=False, max_length=20)

    def __init__(self, *args, terms: NoticeTerms, **kwargs):
        super().__init__(*args, **kwargs)
        if terms.kind.addressee == Addressee.GUARDIAN:
            self.fields["name"].label = _("보호자 이름")
            self.fields["birth_date"].label = _("보호자 생년월일")
        self.own = fields_of(terms, FieldScope.PERSON)
        for one in self.own:
            self.fields[f"field_{one.code}"] = PlainText(label=one.label, required=False, max_length=250)

    @staticmethod
    def initial_of(cells: dict) -> dict:
        found = {code.replace(":", "field_"): value for code, value in cells.items()}
        parts = [found.pop("tong", None), found.pop("ban", None)]
        if any(parts) and not found.get("tong_ban"):
            units = zip(parts, ("통", "반"), strict=True)
            found["tong_ban"] = " ".join(f"{str(part).rstrip(unit)}{unit}" for part, unit in units if part)
        return found

    def cells(self) -> dict[str, str | None]:
        """By code; tong and ban are one text here."""
        data = {
            f":{name.removeprefix('field_')}" if name.startswith("field_") else name: value
            for name, value in self.cleaned_data.items()
        }
        return {**data, "tong": None, "ban": None}


class DropForm(forms.Form):
    reason = PlainText(
        label=gettext_lazy("명단에서 빼는 이유"),
        min_length=2,
        max_length=200,
        help_text=gettext_lazy("이유는 증거로 남습니다. (예: 전출하여 대상이 아님)"),
        error_messages={
            "required": gettext_lazy("명단에서 빼는 이유를 적지 않았습니다. 왜 빼는지 적어 주세요."),
            "min_length": gettext_lazy("이유가 너무 짧습니다. 왜 빼는지 적어 주세요."),
        },
    )


class ChooseForm(forms.Form):
    """Who an unsure row names: one of the candidates, or none of them."""

    NOBODY = "nobody"

    person = forms.ChoiceField(
        label=gettext_lazy("이 행의 사람"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("누구인지 고르지 않았습니다. 하나를 골라 주세요.")},
    )

    def __init__(self, *args, people: list[tuple[Person, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person, _label in people}
        choices = [(str(person.pk), label) for person, label in people]
        self.fields["person"].choices = [*choices, (self.NOBODY, _("모두 아님 (종이로 전함)"))]

    def chosen(self) -> Person | None:
        return self.people.get(self.cleaned_data["person"])
