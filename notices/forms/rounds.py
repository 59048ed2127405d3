"""Forms of rounds: what all notices share, the roll, and what is looked at."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrollment.models import District, Dong
from notices.domain.notice.round_fields import LONGEST_TITLE, checked
from notices.enums.notice import FieldScope, FieldType, RoundState
from notices.models import NoticeRound, NoticeTerms
from notices.notice_terms import Field, fields_of
from notices.queries import kinds
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
