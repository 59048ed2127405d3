"""Writing a poll: what it says besides its questions, and the questions."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from enrollment.models import District, Topic
from notices.domain.poll.steps import locked, must_be, version
from notices.enums.poll import PollKind, PollState
from notices.models import Poll
from notices.poll_form import Form
from portal.accounts.access import require
from portal.accounts.enums import Permission
from portal.common import audit, resident_number


@dataclass(frozen=True, slots=True)
class Content:
    """What an officer writes; columns of the poll under the same names."""

    kind: PollKind
    title: str
    topic: Topic
    form: Form
    slug: str
    opens_at: datetime
    closes_at: datetime
    title_en: str = ""
    introduction: str = ""
    introduction_en: str = ""
    is_anonymous: bool = True
    is_changeable: bool = False
    takes_web: bool = False


@transaction.atomic
def create(*, content: Content, district: District, by) -> Poll:
    """A draft of `by`, who may not approve it later. Raises ValidationError for an address that is taken."""
    require(by, Permission.DRAFT_POLL, district)
    poll = Poll(district=district, drafted_by=by)
    _fill(poll, content)
    audit.record(by=by, action="poll.create", obj=poll)
    return poll


@transaction.atomic
def change(*, poll: Poll, content: Content, by, seen: str | None = None) -> Poll:
    """Change a draft. `seen` is the `version` the editor began with: raises ValidationError, code `changed`,
    when there is a newer one."""
    poll = _drafting(poll, by, seen)
    _fill(poll, content)
    audit.record(by=by, action="poll.change", obj=poll)
    return poll


@transaction.atomic
def change_form(*, poll: Poll, form: Form, by, seen: str | None = None) -> Poll:
    """Change the questions of a draft, finished or not; `seen` as for `change`."""
    poll = _drafting(poll, by, seen)
    poll.form = form.to_json()
    poll.save(update_fields=["form", "updated_at"])
    audit.record(by=by, action="poll.change", obj=poll)
    return poll


def _drafting(poll: Poll, by, seen: str | None) -> Poll:
    poll = locked(poll, by, Permission.DRAFT_POLL)
    must_be(poll, PollState.DRAFT)
    if seen is not None and seen != version(poll):
        raise ValidationError(
            _(
                "이 화면을 여신 뒤에 설문이 바뀌었습니다. 저장된 설문을 새 창에서 확인해 주세요. "
                "다시 저장하면 적으신 내용으로 바뀝니다."
            ),
            code="changed",
        )
    return poll


def _fill(poll: Poll, content: Content) -> None:
    texts = (content.title, content.title_en, content.introduction, content.introduction_en)
    for text in texts:
        resident_number.refuse(text)
    if content.opens_at >= content.closes_at:
        message = _("마감이 여는 때보다 빠르거나 같습니다. 여는 때보다 늦은 때로 적어 주세요.")
        raise ValidationError({"closes_at": message})
    for name in Content.__dataclass_fields__:
        setattr(poll, name, getattr(content, name))
    poll.form = content.form.to_json()
    taken = ValidationError({"slug": _("이미 쓰고 있는 주소입니다. 다른 이름을 적어 주세요.")})
    if Poll.objects.filter(slug=poll.slug).exclude(pk=poll.pk).exists():
        raise taken
    try:
        with transaction.atomic():
            poll.save()
    except IntegrityError as error:  # two pressed at the same moment
        raise taken from error
