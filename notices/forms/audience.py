"""Saved audiences and uploaded lists."""

from django import forms
from django.utils.translation import gettext_lazy as _

from enrollment.models import District
from notices.enums import CampaignKind
from notices.forms.segment import SegmentFields
from notices.models import SavedAudience
from notices.queries import audiences
from portal.common import resident_number
from portal.common.upload import TableFile


def _name(hint) -> forms.CharField:
    return forms.CharField(
        label=_("이름"),
        max_length=60,
        help_text=hint,
        validators=[resident_number.refuse],
        error_messages={"required": _("이름을 입력하지 않았습니다. 알아볼 이름을 적어 주세요.")},
    )


class AudienceForm(SegmentFields):
    """A named audience."""

    field_order = ("name", "kind")
    name = _name(_("목록에서 알아볼 이름입니다. (예: 행당1동 어르신 문화 소식)"))
    kind = forms.ChoiceField(
        label=_("종류"), choices=CampaignKind.written(), initial=CampaignKind.PUBLIC_INFO
    )


class AudienceFilter(forms.Form):
    """`q`: part of a name."""

    q = forms.CharField(label=_("이름"), required=False, max_length=60)


class ListForm(forms.Form):
    """Uploading a list of people."""

    name = _name(_("대상을 고를 때 보이는 이름입니다. 사람 이름은 적지 마세요. (예: 가을 강좌 수강생)"))
    file = TableFile(
        label=_("명단 파일"),
        help_text=_("엑셀이나 CSV 파일에 이름과, 생년월일·휴대전화·이메일 가운데 하나가 있어야 합니다."),
        kinds=".xlsx,.xls,.csv",
        missing=_("파일을 선택하지 않았습니다. 엑셀이나 CSV 파일을 선택해 주세요."),
    )


class ListFilter(AudienceFilter):
    state = forms.ChoiceField(
        label=_("상태"),
        required=False,
        choices=[("", _("전체")), ("kept", _("쓸 수 있음")), ("forgotten", _("지워짐"))],
    )


class LoadForm(forms.Form):
    """Beside the drafting form: fill it with a saved audience, or save what it holds under a name."""

    saved = forms.ModelChoiceField(
        SavedAudience.objects.none(),
        label=_("저장한 대상"),
        required=False,
        empty_label=_("골라 주세요"),
    )
    audience_name = _name(_("아래에서 고른 조건을 이 이름으로 저장합니다. 소식 제목과는 다른 이름입니다."))

    def __init__(self, *args, district: District, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["audience_name"].required = False
        self.fields["saved"].queryset = audiences.saved(district)
