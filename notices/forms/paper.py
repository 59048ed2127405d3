"""What the desk writes down about notices on paper."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from enrollment.forms.changes import RefusalMixin
from enrollment.forms.paper_fields import PlainText, WrittenDate
from enrollment.models import Dong, Tong
from notices.enums.notice import PaperResult
from notices.enums.paper import Receiver, UnservedReason
from notices.models import AddressedNotice
from notices.slip_codes import MEANINGS
from notices.slip_no import position_of
from portal.common.templatetags.korean import kdate
from portal.common.text import clean


class PaperForm(RefusalMixin, forms.Form):
    """The server writes the messages, so the browser is not asked to check anything."""

    use_required_attribute = False


class SlipForm(PaperForm):
    """A slip that came back: its number, a code for what is ticked on it, and its day.

    `notices` are those the clerk may write about; of a valid form `number` is one of them. `last` is the last
    result the clerk had told when the page was made, so that the same page sent twice counts once.
    """

    number = PlainText(
        label=_("번호"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "data-focus": ""}),
        error_messages={
            "required": _("번호를 입력하지 않았습니다. 수령증 오른쪽 위의 번호를 입력해 주세요. (예: 17-42)")
        },
    )
    code = PlainText(
        label=_("결과"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("결과를 입력하지 않았습니다. 아래 숫자 가운데 하나를 입력해 주세요.")},
    )
    on = WrittenDate(
        label=_("전달한 날"),
        error_messages={"required": _("전달한 날을 입력하지 않았습니다. (예: 2013. 9. 26.)")},
    )
    last = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args, round, notices, **kwargs):
        super().__init__(*args, **kwargs)
        self._round, self._notices = round, notices

    def clean_number(self) -> AddressedNotice:
        position = position_of(self._round.pk, self.cleaned_data["number"])
        notice = None if position is None else self._notices.filter(position=position).first()
        if notice is None:
            raise ValidationError(
                gettext(
                    "이 회차에 그런 번호의 종이 통지가 없습니다. 수령증의 회차와 번호를 다시 확인해 주세요."
                ),
                code="unknown",
            )
        return notice

    def clean_code(self) -> tuple[PaperResult, str]:
        code = clean(self.cleaned_data["code"]).replace("-", "").replace(" ", "")
        if code not in MEANINGS:
            raise ValidationError(
                gettext("결과를 읽을 수 없습니다. 아래 숫자 가운데 하나를 입력해 주세요. (예: 1 또는 22)"),
                code="unknown",
            )
        return MEANINGS[code]

    def add_refusal(self, error) -> None:
        """What the domain says about the receiver belongs to the code; the rest to the number."""
        by_field = error.error_dict if hasattr(error, "error_dict") else {"number": error.error_list}
        for name, found in by_field.items():
            for problem in found:
                self.add_error("code" if name == "receiver" else name, problem)


class ResultForm(PaperForm):
    """What came of one notice, on its own page."""

    result = forms.ChoiceField(
        label=_("결과"),
        choices=PaperResult.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("결과를 고르지 않았습니다. 한 가지를 골라 주세요.")},
    )
    receiver = forms.ChoiceField(
        label=_("받은 가족"),
        required=False,
        choices=[("", _("가족에게 전달했을 때 고르세요")), *Receiver.choices],
    )
    on = WrittenDate(
        label=_("전달한 날"),
        error_messages={"required": _("전달한 날을 입력하지 않았습니다. (예: 2013. 9. 26.)")},
    )

    known_results = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args, initial=None, **kwargs):
        super().__init__(*args, initial={"on": kdate(timezone.localdate()), **(initial or {})}, **kwargs)


class UnservedForm(PaperForm):
    """Why a notice is given up."""

    reason = forms.ChoiceField(
        label=_("전달하지 못한 사유"),
        choices=UnservedReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("사유를 고르지 않았습니다. 한 가지를 골라 주세요.")},
    )


class TakeBackForm(PaperForm):
    """Why a result is taken back."""

    reason = PlainText(
        label=_("되돌리는 사유"),
        help_text=_("다른 사람의 이름이나 주소는 적지 마세요."),
        max_length=100,
        error_messages={
            "required": _("왜 되돌리는지 적지 않았습니다. 사유를 적어 주세요."),
            "max_length": _("100자까지 입력할 수 있습니다. 줄여서 입력해 주세요."),
        },
    )


class TongForm(PaperForm):
    """On whose list a notice goes; tongs of `dongs`."""

    tong = forms.ModelChoiceField(
        Tong.objects.none(),
        label=_("통"),
        empty_label=_("골라 주세요"),
        error_messages={
            "required": _("통을 고르지 않았습니다. 어느 통의 통지인지 골라 주세요."),
            "invalid_choice": _("이 동의 통이 아닙니다. 목록에서 다시 골라 주세요."),
        },
    )

    def __init__(self, *args, tongs, listed=None, **kwargs):
        """`listed` are the `tongs` read before, for a page with many of these forms."""
        super().__init__(*args, **kwargs)
        field = self.fields["tong"]
        field.queryset = tongs
        field.choices = [("", field.empty_label), *((tong.pk, str(tong)) for tong in listed or tongs)]


class DongForm(PaperForm):
    """The dong a person moved to, of `dongs`."""

    dong = forms.ModelChoiceField(
        Dong.objects.none(),
        label=_("옮겨 간 동"),
        empty_label=_("골라 주세요"),
        error_messages={
            "required": _("동을 고르지 않았습니다. 어느 동으로 이사했는지 골라 주세요."),
            "invalid_choice": _("보낼 수 있는 동이 아닙니다. 목록에서 다시 골라 주세요."),
        },
    )

    def __init__(self, *args, dongs, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["dong"].queryset = dongs
