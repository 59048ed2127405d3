"""Uploading the scan of the paper form that is being typed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from enrollment.enums import ScanReason


class ScanFile(forms.FileField):
    """What is in the file is judged by `domain.scan_pages`."""

    def __init__(self):
        super().__init__(
            label=_("신청서 스캔"),
            max_length=255,
            widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png", "data-shortcut": "u"}),
            help_text=_("PDF, JPEG, PNG. 한 파일에 10MB까지"),
            error_messages={
                "required": _("파일을 고르지 않았습니다. 스캔한 파일을 골라 주세요."),
                "empty": _("빈 파일입니다. 다시 스캔해 올려 주세요."),
            },
        )


class SavedScanForm(forms.Form):
    """The scan of a form that is saved already; replacing one needs a reason."""

    file = ScanFile()
    reason = forms.ChoiceField(
        label=_("바꾸는 사유"),
        choices=[("", _("골라 주세요")), *ScanReason.choices],
        error_messages={"required": _("바꾸는 사유를 고르지 않았습니다. 왜 바꾸는지 골라 주세요.")},
    )

    def __init__(self, *args, replaces: bool, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        if not replaces:
            del self.fields["reason"]


class ScanForm(forms.Form):
    """One file, for one filled-in page."""

    submission_key = forms.UUIDField(widget=forms.HiddenInput)
    file = ScanFile()

    def __init__(self, *args, **kwargs):
        # The page beside it has a hidden field of the same name: ids stay apart.
        super().__init__(*args, auto_id="id_scan_%s", use_required_attribute=False, **kwargs)
