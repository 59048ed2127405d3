"""Proposals in public, in the words the office chose, with its answer: never the message itself."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from notices.domain.reply.reply import note
from notices.enums.reply import ReplyStep
from notices.models import Reply
from portal.common import audit, masking, resident_number

TEXT_LENGTH = 2000
_FIELDS = ["published_at", "published_title", "published_text", "published_answer", "updated_at"]


@dataclass(frozen=True, slots=True)
class Public:
    """What anybody may read. The answer may follow later."""

    title: str
    text: str
    answer: str = ""

    def stripped(self) -> "Public":
        return Public(*(part.replace("\r\n", "\n").strip() for part in (self.title, self.text, self.answer)))


@transaction.atomic
def publish(*, reply: Reply, public: Public, by) -> Reply:
    """Put it on the public list, or change what stands there.

    Raises ValidationError by field: where a part is missing, or holds what names a person.
    """
    public = public.stripped()
    if problems := _problems(public):
        raise ValidationError(problems)
    row = Reply.objects.select_for_update().get(pk=reply.pk)
    if not row.is_proposal or row.erased_at:
        raise ValidationError(_("제안으로 낸 의견만 공개할 수 있습니다."), code="state")
    row.published_at = row.published_at or timezone.now()
    row.published_title, row.published_text, row.published_answer = public.title, public.text, public.answer
    row.save(update_fields=_FIELDS)
    note(row, ReplyStep.PUBLISHED, by=by)
    audit.record(by=by, action="reply.publish", obj=row)
    return row


@transaction.atomic
def unpublish(*, reply: Reply, by) -> Reply:
    """Take it off the list. Raises ValidationError when it does not stand there."""
    row = Reply.objects.select_for_update().get(pk=reply.pk)
    if row.published_at is None:
        raise ValidationError(_("공개하지 않은 의견입니다."), code="state")
    row.published_at = None
    row.save(update_fields=["published_at", "updated_at"])
    note(row, ReplyStep.UNPUBLISHED, by=by)
    audit.record(by=by, action="reply.unpublish", obj=row)
    return row


def _problems(public: Public) -> dict[str, str]:
    problems = {}
    if not public.title:
        problems["title"] = _("제목을 입력하지 않았습니다. 무엇을 바라는 제안인지 적어 주세요.")
    if not public.text:
        problems["text"] = _("공개할 글을 입력하지 않았습니다. 제안의 뜻을 이름 없이 적어 주세요.")
    for field in ("title", "text"):
        value = getattr(public, field)
        if masking.text(value) != value:
            problems[field] = _("이름이나 연락처로 보이는 말이 있습니다. 누구인지 알 수 없게 적어 주세요.")
    if resident_number.contains(public.answer):
        problems["answer"] = str(resident_number.MESSAGE)
    return problems
