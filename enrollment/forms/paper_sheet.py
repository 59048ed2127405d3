"""The fields of the paper application form, in the order of the paper."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from enrollment.enums import Channel, GuardianRelation, IntakePlace, Relation, Sex
from enrollment.forms.paper_fields import Address, BirthDate, Email, Mobile, PlainText, TongBan, WrittenDate
from enrollment.models import Dong, TongLeader


def numbered(choices, blank: str = "") -> list[tuple[str, str]]:
    """Choices that begin with their number: in a list, typing the number chooses."""
    numbers = enumerate(choices, start=1)
    entries = [(value, format_lazy("{}. {}", number, label)) for number, (value, label) in numbers]
    return [("", blank), *entries]


class LeaderField(forms.ModelChoiceField):
    """Tong leaders by the number of their tong; with their dong where a clerk serves several."""

    several_dongs = False

    def label_from_instance(self, leader: TongLeader) -> str:
        label = _("%(number)s통 %(name)s") % {"number": leader.tong.number, "name": leader.name}
        return f"{leader.tong.dong} {label}" if self.several_dongs else str(label)


class PaperSheet(forms.Form):
    """One sheet of paper: what may be written where. The answers to consents follow the texts in force."""

    submission_key = forms.UUIDField(widget=forms.HiddenInput)
    collected_on = WrittenDate(
        label=_("접수일"),
        error_messages={
            "required": _(
                "접수일을 입력하지 않았습니다. 신청서에 적힌 날짜를 입력해 주세요. (예: 2013. 9. 26.)"
            )
        },
    )
    place = forms.ChoiceField(
        label=_("접수처"),
        choices=numbered([choice for choice in IntakePlace.choices if choice[0] != IntakePlace.ONLINE]),
        error_messages={"required": _("접수처를 고르지 않았습니다. 신청서를 받은 곳을 골라 주세요.")},
    )
    dong = forms.ModelChoiceField(
        Dong.objects.none(),
        label=_("행정동"),
        empty_label="",
        error_messages={
            "required": _("행정동을 고르지 않았습니다. 목록에서 사는 동을 골라 주세요."),
            "invalid_choice": _("담당하는 행정동이 아닙니다. 목록에서 다시 골라 주세요."),
        },
    )
    collected_by = LeaderField(
        TongLeader.objects.none(),
        label=_("수집 통장"),
        required=False,
        empty_label="",
        error_messages={
            "invalid_choice": _("접수일에 이 동의 통장이 아니었습니다. 목록에서 다시 골라 주세요.")
        },
    )
    form_no = PlainText(label=_("서식 번호"), required=False, max_length=20)
    tong_ban = TongBan(label=_("통/반"), required=False, help_text=_("예: 5/3"))
    name = PlainText(
        label=_("신청인 이름"),
        max_length=40,
        error_messages={"required": _("이름을 입력하지 않았습니다. 신청하는 분의 이름을 입력해 주세요.")},
    )
    birth_date = BirthDate(
        label=_("생년월일"),
        help_text=_("숫자 8자리"),
        error_messages={
            "required": _("생년월일을 입력하지 않았습니다. 숫자 8자리로 입력해 주세요. (예: 19900101)")
        },
    )
    sex = forms.ChoiceField(label=_("성별"), required=False, choices=numbered(Sex.choices))
    relation = forms.ChoiceField(
        label=_("세대주와 관계"),
        choices=numbered(Relation.choices),
        error_messages={"required": _("세대주와의 관계를 고르지 않았습니다. 목록에서 골라 주세요.")},
    )
    head_name = PlainText(label=_("세대주 이름"), required=False, max_length=40, help_text=_("본인이면 생략"))
    road_address = Address(
        label=_("도로명주소"),
        error_messages={
            "required": _("주소를 입력하지 않았습니다. 도로명주소로 입력해 주세요. (예: 고산자로 270)")
        },
    )
    address_detail = PlainText(label=_("상세주소"), required=False, max_length=80)
    mobile = Mobile(
        label=_("휴대전화"),
        error_messages={
            "required": _(
                "휴대전화 번호를 입력하지 않았습니다. 숫자만 11자리로 입력해 주세요. (예: 01012345678)"
            )
        },
    )
    email = Email(label=_("이메일"), required=False, max_length=254)
    services = forms.MultipleChoiceField(
        label=_("희망 서비스"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("희망 서비스를 고르지 않았습니다. 한 가지 이상 골라 주세요.")},
    )
    topics = forms.MultipleChoiceField(
        label=_("관심분야"), required=False, widget=forms.CheckboxSelectMultiple
    )
    channels = forms.MultipleChoiceField(
        label=_("수신방법"),
        required=False,
        choices=Channel.wish_choices(),
        widget=forms.CheckboxSelectMultiple,
    )
    guardian_name = PlainText(label=_("이름"), required=False, max_length=40)
    guardian_phone = Mobile(label=_("휴대전화"), required=False)
    guardian_relation = forms.ChoiceField(
        label=_("관계"), required=False, choices=numbered(GuardianRelation.choices)
    )
    guardian_confirmed = forms.BooleanField(label=_("법정대리인의 서명을 확인했습니다"), required=False)
