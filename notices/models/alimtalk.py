"""Templates of AlimTalk: Kakao delivers only words it approved before."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.common.models import TimeStamped

MOST_CHARACTERS = 1000
MOST_BUTTONS = 5


class AlimtalkTemplate(TimeStamped):
    """A template as it was approved. `body` holds `#{변수}`; `buttons` are `[{"name": ..., "url": ...}]`,
    shown with the message by Kakao itself. Only open and approved ones can be chosen; words that changed
    are a new template.
    """

    code = models.CharField(
        _("템플릿 코드"), max_length=50, unique=True, help_text=_("발송 서비스가 준 템플릿 번호")
    )
    name = models.CharField(_("이름"), max_length=60)
    body = models.TextField(_("본문"), validators=[MaxLengthValidator(MOST_CHARACTERS)])
    buttons = models.JSONField(_("버튼"), default=list, blank=True)
    approved_on = models.DateField(_("승인일"), null=True, blank=True)
    is_open = models.BooleanField(_("사용 중"), default=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("알림톡 템플릿")
        verbose_name_plural = _("알림톡 템플릿")

    def __str__(self) -> str:
        return self.name
