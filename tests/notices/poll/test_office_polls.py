"""Pages of polls in the office: drafting, questions, preview, review, and the ways out."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from enrollment.models import Topic
from notices.enums.poll import PollKind, PollState, QuestionKind
from notices.models import Poll
from notices.poll_form import Form
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.resident_numbers import RESIDENT_NUMBER

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = staff(RoleCode.OFFICER)
    client.force_login(user)
    return user


def text_of(answer) -> str:
    return answer.content.decode()


def settings_fields(**changes) -> dict:
    now = timezone.localtime()
    return {
        "title": "도서관 이용 만족도",
        "title_en": "Library survey",
        "kind": PollKind.SATISFACTION_SURVEY,
        "topic": Topic.objects.first().pk,
        "introduction": "도서관을 어떻게 고칠지 여쭙니다.",
        "opens_at": f"{now + timedelta(days=1):%Y-%m-%dT%H:%M}",
        "closes_at": f"{now + timedelta(days=8):%Y-%m-%dT%H:%M}",
        "named": "anonymous",
        "slug": "library",
        **changes,
    }


def made(client, **changes) -> Poll:
    client.post(reverse("office_poll_new"), settings_fields(**changes))
    return Poll.objects.latest("pk")


def test_smoke(client, officer):
    poll = made(client)
    for name in ("office_polls",):
        assert client.get(reverse(name)).status_code == 200
    for name in ("office_poll","office_poll_edit","office_poll_questions","office_poll_question_new","office_poll_section_new","office_poll_preview"):
        assert client.get(reverse(name, args=[poll.pk])).status_code == 200, name
