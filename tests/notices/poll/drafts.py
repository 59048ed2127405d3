"""Polls as officers make them on the pages of the office."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from enrollment.models import Topic
from notices.domain.poll import poll
from notices.domain.poll.steps import content_hash
from notices.enums.poll import PollKind, QuestionKind
from notices.models import Poll
from notices.poll_form import Form
from tests.factories.polls import FORM


def text_of(answer) -> str:
    return answer.content.decode()


def settings_fields(**changes) -> dict:
    now = timezone.localtime()
    return {
        "title": "도서관 이용 만족도",
        "title_en": "Library survey",
        "kind": PollKind.SATISFACTION_SURVEY,
        "topic": Topic.objects.get(code="culture").pk,
        "introduction": "도서관을 어떻게 고칠지 여쭙니다.",
        "opens_at": f"{now + timedelta(days=1):%Y-%m-%dT%H:%M}",
        "closes_at": f"{now + timedelta(days=8):%Y-%m-%dT%H:%M}",
        "named": "anonymous",
        "slug": "library",
        **changes,
    }


def made(client, **changes) -> Poll:
    """A poll made on the page, still without questions."""
    client.post(reverse("office_poll_new"), settings_fields(**changes))
    return Poll.objects.latest("pk")


def handed_in(client, officer) -> Poll:
    """One with questions, waiting for its approval."""
    drafted = poll.change_form(poll=made(client), form=FORM, by=officer)
    client.post(reverse("office_poll_submit", args=[drafted.pk]))
    return Poll.objects.get(pk=drafted.pk)


def approved(client, officer, approver) -> Poll:
    waits = handed_in(client, officer)
    return poll.approve(poll=waits, by=approver, seen_hash=content_hash(waits))


def question_fields(drafted: Poll, *labels: str, **changes) -> dict:
    rows = {f"choice-{number}-label": label for number, label in enumerate(labels)}
    return {
        "seen": poll.version(Poll.objects.get(pk=drafted.pk)),
        "text": "도서관에 만족하십니까?",
        "section": "s1",
        "kind": QuestionKind.SINGLE,
        "is_required": "on",
        "choice-count": len(labels),
        **rows,
        **changes,
    }


def questions(drafted: Poll):
    return Form.from_json(Poll.objects.get(pk=drafted.pk).form).questions


def at(name: str, drafted: Poll, *args) -> str:
    return reverse(name, args=[drafted.pk, *args])


def version(drafted: Poll) -> str:
    return poll.version(Poll.objects.get(pk=drafted.pk))
