"""Forms of rounds: what all notices share and the roll, one row of it, and the steps."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrollment.forms.paper_fields import PlainText
from enrollment.models import District, Dong, Person
from notices.domain.notice.approving import LONGEST_REASON
from notices.domain.notice.round_fields import LONGEST_TITLE, checked
from notices.enums.notice import Addressee, FieldScope, FieldType, RoundState
from notices.models import NoticeRound, NoticeTerms
from notices.notice_terms import Field, fields_of
from notices.queries import kinds
from portal.common import resident_number
from portal.common.upload import TableFile

VALUE = "value_"


def roll_file() -> TableFile:
    return TableFile(
        label=gettext_lazy("명단 파일"),
        help_text=gettext_lazy("엑셀이나 CSV 파일, 5,000명까지입니다. 주민등록번호가 있으면 받지 않습니다."),
        kinds=".xlsx,.xls,.csv",
        missing=gettext_lazy("파일을 선택하지 않았습니다. 엑셀이나 CSV 파일을 선택해 주세요."),
    )


def dong_of_rows(district: District) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        Dong.objects.filter(district=district),
        label=_("명단의 동"),
        required=False,
        empty_label=_("명단에 동이 적혀 있음"),
        help_text=_("한 동의 명단이라 동을 적지 않았을 때만 고릅니다."),
    )


class RoundForm(forms.Form):
    """Title, day and the values all notices of the round share. Which these are, the terms say."""

    title = forms.CharField(
        label=gettext_lazy("제목"),
        max_length=LONGEST_TITLE,
        help_text=gettext_lazy("목록에서 알아볼 이름입니다. (예: 상반기 민방위 교육 1차)"),
        error_messages={
            "required": gettext_lazy("제목을 입력하지 않았습니다. 회차를 알아볼 제목을 적어 주세요.")
        },
    )
    event_on = forms.DateField(
        label=gettext_lazy("행사일"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("교육일이나 입학일처럼 통지하는 날입니다. 송달 기한은 이 날에서 셉니다."),
        error_messages={
            "required": gettext_lazy("행사일을 고르지 않았습니다. 날짜를 골라 주세요."),
            "invalid": gettext_lazy("날짜를 알아볼 수 없습니다. 달력에서 골라 주세요."),
        },
    )

    def __init__(self, *args, terms: NoticeTerms, **kwargs):
        super().__init__(*args, **kwargs)
        self.terms, self.shared = terms, fields_of(terms, FieldScope.ROUND)
        for one in self.shared:
            self.fields[f"{VALUE}{one.code}"] = _value_field(one)

    def clean(self) -> dict:
        """What the domain refuses is told with the rest, not after it."""
        data = super().clean()
        if data.get("event_on"):
            try:
                checked(self.terms, data.get("title", ""), data["event_on"], self.values())
            except ValidationError as error:
                self.refuse(error)
        return data

    def values(self) -> dict[str, str]:
        """What was typed for the fields of the terms, by code."""
        return {one.code: self.cleaned_data.get(f"{VALUE}{one.code}", "") for one in self.shared}

    def shared_fields(self) -> list:
        return [self[f"{VALUE}{one.code}"] for one in self.shared]

    def refuse(self, error) -> None:
        """Put what the domain says beside the fields."""
        if not hasattr(error, "error_dict"):
            self.add_error("file" if "file" in self.fields else None, error)
            return
        for name, errors in error.error_dict.items():
            field = f"{VALUE}{name[1:]}" if name.startswith(":") else name
            if field not in self.errors:
                self.add_error(field if field in self.fields else None, errors)

    @staticmethod
    def initial_of(round: NoticeRound) -> dict:
        values = {f"{VALUE}{code}": value for code, value in round.values.items()}
        return {"title": round.title, "event_on": round.event_on, **values}


class NewRoundForm(RoundForm):
    file = roll_file()

    def __init__(self, *args, district: District, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["dong"] = dong_of_rows(district)


class RollForm(forms.Form):
    """Another roll for a draft."""

    file = roll_file()

    def __init__(self, *args, district: District, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["dong"] = dong_of_rows(district)


def _value_field(one: Field) -> forms.CharField:
    hints = {FieldType.DATE: _("(예: 2026. 9. 26.)"), FieldType.TIME: _("24시간제로 적습니다. (예: 14:30)")}
    return forms.CharField(
        label=one.label,
        required=one.required,
        max_length=200,
        help_text=hints.get(one.type, ""),
        error_messages={
            "required": _("‘%(label)s’을(를) 입력하지 않았습니다. 모든 통지서에 들어갈 값을 적어 주세요.")
            % {"label": one.label}
        },
    )


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


class RoundFilter(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("종류"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("상태"),
        required=False,
        choices=[("", gettext_lazy("전체")), *RoundState.choices],
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = [(kind.code, str(kind)) for kind in kinds.all_kinds()]
        self.fields["kind"].choices = [("", _("전체")), *known]


class PreviewForm(forms.Form):
    """Whose notice is looked at, by the number of its row."""

    row = forms.IntegerField(
        label=gettext_lazy("행 번호"),
        min_value=1,
        max_value=100_000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            gettext_lazy("행 번호를 숫자로 입력해 주세요."),
        ),
    )

    def miss(self) -> None:
        self.add_error("row", _("그런 행이 없거나 명단에서 뺀 행입니다. 명단의 행 번호를 입력해 주세요."))


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
