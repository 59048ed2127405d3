"""What is asked about an indicator: what it is, a value of it, a file of values."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.common.day_form import AsOfForm, WrittenDateField
from portal.common.text import clean
from portal.common.upload import TableFile
from portal.dashboards.indicators.period import parse_period
from portal.dashboards.indicators.values import LONGEST_PEER, LONGEST_SOURCE, NO_SOURCE, parse_value

_ENGLISH = _("영어로 보는 사람에게 나옵니다. 비워 두면 한국어가 그대로 나옵니다.")

_NUMBER = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": 24})


class IndicatorsDayForm(AsOfForm):
    too_late = _("아직 오지 않은 날의 지표는 볼 수 없습니다. 오늘이나 그 전의 날을 입력해 주세요.")


class ValueField(forms.Field):
    """A number with two decimals at most; empty is None."""

    widget = _NUMBER

    def to_python(self, value):
        return parse_value(value) if value and value.strip() else None


class DefinitionForm(forms.Form):
    """What is followed, from where to where; the rules are the domain's."""

    name = forms.CharField(
        label=_("이름"), max_length=80, error_messages={"required": _("이름을 입력하지 않았습니다.")}
    )
    code = forms.SlugField(
        label=_("코드"),
        max_length=40,
        help_text=_(
            "파일을 올릴 때 지표를 가리키는 말. 영문 소문자, 숫자, 밑줄로 적고 바꾸지 않습니다. (예: e_tax)"
        ),
        error_messages={
            "required": _("코드를 입력하지 않았습니다. (예: e_tax)"),
            "invalid": _("코드는 영문, 숫자, 밑줄, 빼기표로만 적습니다. (예: e_tax)"),
        },
    )
    name_en = forms.CharField(label=_("영어 이름"), max_length=120, required=False)
    unit = forms.CharField(
        label=_("단위"),
        max_length=20,
        initial="%",
        help_text=_("%라고 적으면 0부터 100까지만 받습니다. (예: %, 건, 명)"),
        error_messages={"required": _("단위를 입력하지 않았습니다. (예: %)")},
    )
    definition = forms.CharField(
        label=_("뜻과 세는 방법"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("무엇을 무엇으로 나눈 값인지, 누가 세는지 적어 주세요."),
    )
    definition_en = forms.CharField(
        label=_("뜻과 세는 방법 (영어)"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "en"}),
        help_text=_ENGLISH,
    )
    baseline = ValueField(label=_("기준값"), required=False, help_text=_("사업을 시작하기 전의 값 (예: 15)"))
    baseline_period = forms.CharField(
        label=_("기준값의 때"), max_length=40, required=False, help_text=_("예: 2012년")
    )
    baseline_period_en = forms.CharField(
        label=_("기준값의 때 (영어)"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"lang": "en"}),
    )
    target = ValueField(label=_("목표값"), required=False)
    target_on = WrittenDateField(label=_("목표 기한"), required=False)
    higher_is_better = forms.BooleanField(label=_("높을수록 좋은 지표입니다"), required=False, initial=True)
    is_shown = forms.BooleanField(label=_("현황판에 보입니다"), required=False, initial=True)


class ValueForm(forms.Form):
    """One value with its period and source; the rules are the domain's."""

    period_on = forms.CharField(
        label=_("기간"),
        max_length=40,
        help_text=_("값이 언제의 것인지. 날, 달, 분기, 반기, 해 (예: 2013. 6. / 2013 상반기)"),
        error_messages={"required": _("기간을 입력하지 않았습니다. (예: 2013. 6.)")},
    )
    value = ValueField(label=_("값"), error_messages={"required": _("값을 입력하지 않았습니다. (예: 45.2)")})
    peer = forms.CharField(
        label=_("비교 대상"),
        max_length=LONGEST_PEER,
        required=False,
        help_text=_("우리 구의 값이면 비워 둡니다. 다른 곳의 값이면 이름을 적습니다. (예: 서울시 평균)"),
    )
    peer_en = forms.CharField(
        label=_("비교 대상 (영어)"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"lang": "en"}),
        help_text=_("한 번 적으면 같은 비교 대상의 모든 값에 씁니다."),
    )
    source = forms.CharField(
        label=_("출처"),
        max_length=LONGEST_SOURCE,
        help_text=_("어디에서 나온 값인지. 수치 아래에 함께 나옵니다."),
        error_messages={"required": NO_SOURCE},
    )

    def clean_period_on(self):
        return parse_period(self.cleaned_data["period_on"])

    def clean_peer(self) -> str:
        return clean(self.cleaned_data["peer"])

    def clean_peer_en(self) -> str:
        return clean(self.cleaned_data["peer_en"])

    def clean_source(self) -> str:
        return clean(self.cleaned_data["source"])


class UploadForm(forms.Form):
    """A table of values; its content is judged row by row."""

    file = TableFile(
        label=_("지표 파일"),
        help_text=_("지표, 비교 대상, 기간, 값, 출처를 제목으로 적은 CSV 또는 엑셀 파일"),
        kinds=".csv,.xlsx,.xls",
        missing=_("파일을 선택하지 않았습니다. CSV 또는 엑셀 파일을 선택해 주세요."),
    )
