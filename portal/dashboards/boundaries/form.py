"""Uploading a file of outlines."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.common import resident_number
from portal.common.upload import TableFile

MAX_BYTES = 10 * 1024 * 1024


class BoundaryForm(forms.Form):
    """The file is judged when it is loaded; the source stands beneath the map."""

    file = TableFile(
        label=_("동 경계 파일"),
        help_text=_("구의 모든 동이 면으로 든 GeoJSON 파일. 10MB까지, 다른 구가 섞여 있어도 됩니다."),
        kinds=".geojson,.json",
        missing=_("파일을 선택하지 않았습니다. GeoJSON 파일을 선택해 주세요."),
        empty=_("파일에 내용이 없습니다. 동 경계가 든 GeoJSON 파일인지 확인해 주세요."),
        too_large=_("파일이 너무 큽니다. 우리 구나 시의 경계만 남겨 %(megabytes)s MB 이하로 올려 주세요."),
        most_bytes=MAX_BYTES,
    )
    source = forms.CharField(
        label=_("출처"),
        max_length=200,
        help_text=_("지도 아래에 나옵니다. (예: 통계청 통계지리정보서비스, 2025년 6월)"),
        error_messages={"required": _("출처를 입력하지 않았습니다. 어디에서 받은 경계인지 적어 주세요.")},
    )

    def clean_source(self) -> str:
        source = self.cleaned_data["source"]
        resident_number.refuse(source)
        return source
