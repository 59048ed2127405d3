"""A version of the terms of a kind of notice: one page of fields, rungs as rows, roll fields as rows."""

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from enrollment.enums import Channel
from notices.domain.notice.kind import as_values
from notices.enums.notice import FieldScope, FieldType
from notices.models import AlimtalkTemplate, NoticeTerms
from notices.notice_terms import Field, Rung, as_json
from notices.validators import notice_terms, notice_texts
from portal.common import resident_number
from portal.common.rows import Rows

_CHOOSE = [("", gettext_lazy("골라 주세요"))]
_EMPTY = gettext_lazy("비어 있습니다. 내용을 입력해 주세요.")
_NO_NUMBER = gettext_lazy("숫자로 입력하지 않았습니다. 숫자만 입력해 주세요.")
_NOT_CHOSEN = {"required": gettext_lazy("고르지 않았습니다. 하나를 골라 주세요.")}
_FIRST_LADDER = (Rung(Channel.EMAIL, 0), Rung(Channel.SMS, 24), Rung(Channel.SMS, 72, is_reminder=True))


def _text(label, most: int, **others) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        validators=[resident_number.refuse],
        error_messages={"required": _EMPTY},
        **others,
    )


def _number(label, allowed: range, **others) -> forms.IntegerField:
    bounds = {"min": allowed.start, "max": allowed.stop - 1, "inputmode": "numeric"}
    return forms.IntegerField(
        label=label,
        error_messages={"required": _NO_NUMBER, "invalid": _NO_NUMBER},
        widget=forms.NumberInput(attrs=bounds),
        **others,
    )


class RungForm(forms.Form):
    """One step of the ladder."""

    channel = forms.ChoiceField(
        label=gettext_lazy("방법"), choices=[*_CHOOSE, *Channel.choices], error_messages=_NOT_CHOSEN
    )
    after_hours = _number(gettext_lazy("앞 단계 뒤 (시간)"), range(0, notice_terms.MOST_HOURS + 1))
    is_reminder = forms.BooleanField(label=gettext_lazy("재안내로 표시"), required=False)

    def rung(self) -> Rung:
        data = self.cleaned_data
        return Rung(Channel(data["channel"]), data["after_hours"], data["is_reminder"])


class FieldForm(forms.Form):
    """One field of the roll and of the document."""

    label = _text(gettext_lazy("이름 (명단의 열 이름)"), notice_terms.LABEL_CHARACTERS)
    label_en = _text(gettext_lazy("이름 (영어)"), 40)
    code = _text(gettext_lazy("코드"), 30)
    scope = forms.ChoiceField(
        label=gettext_lazy("값"), choices=[*_CHOOSE, *FieldScope.choices], error_messages=_NOT_CHOSEN
    )
    type = forms.ChoiceField(
        label=gettext_lazy("종류"), choices=[*_CHOOSE, *FieldType.choices], error_messages=_NOT_CHOSEN
    )
    required = forms.BooleanField(label=gettext_lazy("비워 둘 수 없음"), required=False)

    def field(self) -> Field:
        data = self.cleaned_data
        return Field(**{**data, "scope": FieldScope(data["scope"]), "type": FieldType(data["type"])})


class TermsForm(forms.Form):
    """What terms say besides rungs and fields."""

    legal_basis = _text(gettext_lazy("법적 근거"), 200)
    legal_basis_en = _text(gettext_lazy("법적 근거 (영어)"), 300)
    serve_days_before = _number(
        gettext_lazy("송달 기한 (행사 며칠 전)"),
        notice_terms.SERVE_DAYS,
        help_text=gettext_lazy("이날까지 모두에게 전합니다."),
    )
    paper_days_before = _number(
        gettext_lazy("종이로 바꾸는 날 (행사 며칠 전)"),
        notice_terms.PAPER_DAYS,
        help_text=gettext_lazy("이날까지 열람하지 않으면 종이로 전합니다."),
    )
    evidence_years = _number(
        gettext_lazy("증거 보관 (년)"),
        notice_terms.EVIDENCE_YEARS,
        help_text=gettext_lazy("행사일부터 송달 증거를 보관합니다."),
    )
    contact_office = _text(gettext_lazy("문의할 부서"), 60)
    contact_phone = _text(gettext_lazy("문의 전화"), 20)
    title = _text(gettext_lazy("문서 제목"), 80, widget=forms.TextInput(attrs={"lang": "ko"}))
    body = _text(
        gettext_lazy("문서 본문"),
        4000,
        help_text=gettext_lazy(
            "빈 줄을 넣으면 문단이 나뉩니다. ‘(으)로’처럼 둘로 적은 조사는 앞말에 맞게 바뀝니다."
        ),
        widget=forms.Textarea(attrs={"rows": 14, "lang": "ko"}),
    )
    attaches_pdf = forms.BooleanField(
        label=gettext_lazy("이메일에 PDF 붙이기"),
        required=False,
        help_text=gettext_lazy("PDF만 열면 열람한 것으로 세지 않습니다. 누리집에서 확인해야 열람입니다."),
    )
    text = forms.CharField(
        label=gettext_lazy("문자 문구"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("구 이름은 앞에 저절로 붙습니다. 개인정보는 적을 수 없습니다."),
        widget=forms.Textarea(attrs={"rows": 2, "lang": "ko"}),
    )
    alimtalk_template = forms.ModelChoiceField(
        AlimtalkTemplate.objects.none(),
        label=gettext_lazy("알림톡 템플릿"),
        required=False,
        empty_label=gettext_lazy("쓰지 않음"),
        help_text=gettext_lazy("송달 단계에 알림톡이 있을 때 고릅니다."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        usable = AlimtalkTemplate.objects.filter(is_open=True, approved_on__isnull=False)
        self.fields["alimtalk_template"].queryset = usable

    def clean_body(self) -> str:
        return self.cleaned_data["body"].replace("\r\n", "\n")

    def clean_text(self) -> str:
        return self.cleaned_data["text"].replace("\r\n", "\n")


class TermsPage:
    """The three parts of the page, checked together against the rules of terms."""

    def __init__(self, data=None, *, terms: NoticeTerms | None = None):
        known = as_values(terms) if terms else {"ladder": _FIRST_LADDER, "fields": ()}
        ladder, fields = as_json(known["ladder"]), as_json(known["fields"]) or [{}]
        self.form = TermsForm(data, initial=known, use_required_attribute=False)
        self.rungs = Rows(RungForm, "rung", most=notice_terms.MOST_RUNGS, data=data, rows=ladder)
        self.fields = Rows(FieldForm, "field", most=notice_terms.MOST_FIELDS, data=data, rows=fields)
        self.is_bound = data is not None

    @property
    def rearranges(self) -> bool:
        """Whether a row was added, dropped or moved, and nothing is to be saved."""
        return self.rungs.asked or self.fields.asked

    def rearranged(self) -> "TermsPage":
        page = TermsPage()
        typed = {
            name: field.widget.value_from_datadict(self.form.data, {}, name)
            for name, field in self.form.fields.items()
        }
        page.form = TermsForm(initial=typed, use_required_attribute=False)
        page.rungs, page.fields = self.rungs.rearranged(), self.fields.rearranged()
        return page

    @property
    def all_forms(self) -> list:
        return [self.form, *self.rungs, *self.fields]

    @property
    def problem_count(self) -> int:
        return sum(len(messages) for form in self.all_forms for messages in form.errors.values())

    def is_valid(self) -> bool:
        return self._is_valid

    @cached_property
    def _is_valid(self) -> bool:
        # Every part is asked, so that all mistakes are told at once.
        parts = [self.form.is_valid(), self.rungs.is_valid(), self.fields.is_valid()]
        rows = self.rows
        if rows:
            ladder, fields = rows
            _tell_rows(self.rungs.filled, notice_terms.ladder_problems(ladder))
            _tell_rows(self.fields.filled, notice_terms.field_problems(fields))
            self._tell_whole(ladder, fields)
        return all(parts) and not self.problem_count

    @cached_property
    def rows(self) -> tuple[tuple[Rung, ...], tuple[Field, ...]] | None:
        """Ladder and fields as typed; None while a row cannot be read."""
        if not (self.rungs.is_valid() and self.fields.is_valid()):
            return None
        ladder = tuple(form.rung() for form in self.rungs.filled)
        return ladder, tuple(form.field() for form in self.fields.filled)

    def _tell_whole(self, ladder: tuple[Rung, ...], fields: tuple[Field, ...]) -> None:
        data = self.form.cleaned_data
        template, phone = data.get("alimtalk_template"), data.get("contact_phone", "")
        numbers = [data.get(name) for name in ("serve_days_before", "paper_days_before", "evidence_years")]
        found = {
            **(notice_terms.days_problems(*numbers) if None not in numbers else {}),
            "title": notice_texts.title_problems(data.get("title", ""), fields),
            "body": notice_texts.document_problems(data.get("body", ""), fields),
            "text": notice_texts.text_problems(data.get("text", ""), fields, ladder, phone),
            "alimtalk_template": notice_texts.template_problems(template, fields),
            "contact_phone": notice_terms.phone_problems(phone) if phone else [],
            None: notice_terms.whole_ladder_problems(ladder, template),
        }
        for name, messages in found.items():
            if messages and name not in self.form.errors:
                self.form.add_error(name, messages)

    def values(self) -> dict:
        """As `publish_terms` takes them; only after `is_valid`."""
        ladder, fields = self.rows
        return self.form.cleaned_data | {"ladder": ladder, "fields": fields}

    def draft(self) -> NoticeTerms:
        """Terms that are not kept, to show how they look; only after `is_valid`."""
        values = self.values()
        rows = {"ladder": as_json(values["ladder"]), "fields": as_json(values["fields"])}
        return NoticeTerms(**(values | rows))


def _tell_rows(rows: list[forms.Form], problems: dict) -> None:
    for row, by_name in problems.items():
        for name, messages in by_name.items():
            rows[row].add_error(name, messages)
