"""The field for a file somebody uploads: no larger than can be read, its name without a resident number."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.common import resident_number
from portal.common.tabular.read import MAX_BYTES

_MEGABYTE = 1024 * 1024


class TableFile(forms.FileField):
    """`kinds` are the endings the browser offers; `missing` is said when no file was chosen, `empty` and
    `too_large` where the words for tables do not fit."""

    def __init__(
        self,
        *,
        kinds: str,
        missing: str,
        empty: str = _("파일에 내용이 없습니다. 표가 들어 있는 파일인지 확인해 주세요."),
        too_large: str = _("파일이 너무 큽니다. %(megabytes)s MB 이하로 나누어 올려 주세요."),
        most_bytes: int = MAX_BYTES,
        **kwargs,
    ):
        self.too_large, self.most_bytes = too_large, most_bytes
        messages = {"required": missing, "missing": missing, "empty": empty}
        super().__init__(widget=forms.FileInput(attrs={"accept": kinds}), error_messages=messages, **kwargs)

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if file.size > self.most_bytes:
            raise ValidationError(self.too_large, params={"megabytes": self.most_bytes // _MEGABYTE})
        resident_number.refuse(file.name)
        return file
