"""What people say to the office, for tests: desks, messages, replies."""

from itertools import count
from uuid import uuid4

from enrollment.enums import ContactKind
from enrollment.models import District, Topic
from notices.domain.reply.reply import Contact, receive
from notices.enums.reply import ReplyRoute
from notices.models import Reply, ReplyDesk
from tests.factories.accounts import DISTRICT

_numbers = count(1)

MOBILE = Contact(ContactKind.MOBILE, "01000004321")
EMAIL = Contact(ContactKind.EMAIL, "writer@example.kr")


def desk_of(*topics: str, members=(), **changes) -> ReplyDesk:
    """A desk of the district for the topics."""
    values = {"name": f"시험팀{next(_numbers)}", "due_days": 7, **changes}
    desk = ReplyDesk.objects.create(district=District.objects.get(code=DISTRICT), **values)
    desk.topics.set(Topic.objects.filter(code__in=topics))
    desk.members.set(members)
    return desk


def said(body: str = "가로등이 어두워요. 한 번 봐 주세요.", **changes) -> Reply:
    """Something said at the site, to be answered by mail."""
    values = {"route": ReplyRoute.WEB, "contact": EMAIL, **changes}
    if "message_id" not in values:
        values.setdefault("submission_key", uuid4())
    if isinstance(values.get("topic"), str):
        values["topic"] = Topic.objects.get(code=values["topic"])
    return receive(body=body, **values)
