"""The desks that answer, and their ready answers."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from enrollment.models import District, Topic
from notices.models import ReplyDesk, ReplyTemplate
from portal.accounts.models import User
from portal.common import audit


@transaction.atomic
def save_desk(
    *,
    district: District,
    name: str,
    due_days: int,
    is_open: bool,
    topics: Iterable[Topic],
    members: Iterable[User],
    by,
    desk: ReplyDesk | None = None,
) -> ReplyDesk:
    """Make a desk, or change one. What it has to answer stays with it when it takes nothing more.

    Raises ValidationError when another desk has the name or one of the topics.
    """
    topics = list(topics)
    others = ReplyDesk.objects.select_for_update().filter(district=district)
    others = others.exclude(pk=desk.pk) if desk else others
    if others.filter(name=name).exists():
        raise ValidationError({"name": _("같은 이름의 부서가 있습니다. 다른 이름을 적어 주세요.")})
    taken = others.filter(is_open=True, topics__in=topics).first() if is_open else None
    if taken:
        raise ValidationError({"topics": _("%(desk)s에서 이미 맡은 분야가 있습니다.") % {"desk": taken.name}})
    desk = desk or ReplyDesk(district=district)
    desk.name, desk.due_days, desk.is_open = name, due_days, is_open
    desk.save()
    desk.topics.set(topics)
    desk.members.set(members)
    audit.record(
        by=by,
        action="reply_desk.save",
        obj=desk,
        due_days=due_days,
        is_open=is_open,
        topics=[topic.code for topic in topics],
        members=sorted(desk.members.values_list("pk", flat=True)),
    )
    return desk


@transaction.atomic
def save_template(
    *, title: str, body: str, desk: ReplyDesk | None, by, template: ReplyTemplate | None = None
) -> ReplyTemplate:
    """Make a ready answer, or change one."""
    template = template or ReplyTemplate()
    template.title, template.body, template.desk = title, body, desk
    template.save()
    audit.record(by=by, action="reply_template.save", obj=template, desk=desk.pk if desk else None)
    return template


@transaction.atomic
def delete_template(*, template: ReplyTemplate, by) -> None:
    audit.record(by=by, action="reply_template.delete", obj=template)
    template.delete()
