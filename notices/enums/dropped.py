"""Why an approval was taken back before a campaign began."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DroppedFor(models.TextChoices):
    EDITED = "edited", _("내용을 고침")
    SIGNER_GONE = "signer_gone", _("승인한 사람의 계정이 닫힘")
    CHANGED = "changed", _("승인한 뒤 내용이 달라짐")
    NEEDS_TWO = "needs_two", _("선거 기간이어서 결재자 두 사람이 승인해야 함")
    FINDINGS = "findings", _("다시 살펴보니 그대로는 보낼 수 없음")
