"""Who answers what people say, and answers they have ready."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enrollment.models import Topic


class ReplyDesk(models.Model):
    """A team that answers, and its people. `due_days`: working days it has for an answer."""

    district = models.ForeignKey("enrollment.District", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("이름"), max_length=40)
    topics = models.ManyToManyField(Topic, blank=True, related_name="+", verbose_name=_("맡은 분야"))
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="reply_desks", verbose_name=_("담당자")
    )
    due_days = models.PositiveSmallIntegerField(_("답변 기한 (근무일)"), default=7)
    is_open = models.BooleanField(_("사용"), default=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("답변 부서")
        verbose_name_plural = _("답변 부서")
        constraints = [models.UniqueConstraint(fields=["district", "name"], name="reply_desk_named_once")]

    def __str__(self) -> str:
        return self.name


class ReplyTemplate(models.Model):
    """A ready answer; without a desk it serves all."""

    desk = models.ForeignKey(
        ReplyDesk, null=True, blank=True, on_delete=models.CASCADE, related_name="templates"
    )
    title = models.CharField(_("이름"), max_length=60)
    body = models.TextField(_("답변 글"))

    class Meta:
        ordering = ["title"]
        verbose_name = _("답변 서식")
        verbose_name_plural = _("답변 서식")

    def __str__(self) -> str:
        return self.title
