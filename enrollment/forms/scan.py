"""Uploading the scan of the paper form that is being typed."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ScanForm(forms.Form):
    """One file, for one filled-in page. What is in it is judged by `domain.scan`."""

    submission_key = forms.UUIDField(widget=forms.HiddenInput)
    file = forms.FileField(
        label=_("신청서 스캔"),
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png", "data-shortcut": "u"}),
        help_text=_("PDF, JPEG, PNG. 한 파일에 10MB까지"),
        error_messages={
            "required": _("파일을 고르지 않았습니다. 스캔한 파일을 골라 주세요."),
            "empty": _("빈 파일입니다. 다시 스캔해 올려 주세요."),
        },
    )

    def __init__(self, *args, **kwargs):
        # The page beside it has a hidden field of the same name: ids stay apart.
        super().__init__(*args, auto_id="id_scan_%s", use_required_attribute=False, **kwargs)
