"""Scans of paper forms: the evidence beside the record of consent."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enrollment.models.application import Application
from enrollment.models.area import Dong


class FormScan(models.Model):
    """The pages of one scanned form. Until its application is saved it belongs to who uploaded it alone.

    The pages lie in the private storage, encrypted, under the random `name`; `domain.scan` reads and writes
    them. `submission_key` names the filled-in page it was uploaded beside.
    """

    name = models.CharField(max_length=43, unique=True)
    submission_key = models.UUIDField(unique=True)
    dong = models.ForeignKey(Dong, on_delete=models.PROTECT, related_name="+")
    page_count = models.PositiveSmallIntegerField(_("쪽수"))
    digest = models.CharField(max_length=64, help_text="SHA-256 over the pages as they were kept")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    application = models.OneToOneField(Application, null=True, on_delete=models.PROTECT, related_name="scan")

    class Meta:
        verbose_name = _("신청서 스캔")
        verbose_name_plural = _("신청서 스캔")
        indexes = [
            models.Index(
                fields=["uploaded_by", "-uploaded_at"],
                condition=models.Q(application=None),
                name="scan_pending",
            )
        ]

    @property
    def area_path(self) -> str:
        return f"{self.dong.district_id}/{self.dong_id}"

    @property
    def pages(self) -> range:
        """Page numbers, from 1."""
        return range(1, self.page_count + 1)
