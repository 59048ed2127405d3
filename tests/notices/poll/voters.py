"""Somebody who answers a poll on its pages, by the buttons alone."""

import re

from django.test import Client
from django.urls import reverse

from notices.domain.poll import poll_link
from notices.domain.poll.sealed import Envelope
from notices.models import SealedBallot
from notices.poll_form import Form, Section
from tests.factories.polls import FORM

ONE_QUESTION = Form((Section("s1", "", questions=(FORM.question("q1"),)),))


def address(invitation, channel="sms") -> str:
    return reverse("poll_page", args=[poll_link.make(invitation.poll_id, invitation.person_id, channel)])


def open_address(poll, query="") -> str:
    return reverse("poll_open", args=[poll.slug]) + query


def hidden(response) -> dict:
    """What the form of a page carries along."""
    text = response.content.decode()
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text))
    return {name: value.replace("&quot;", '"') for name, value in found.items()} | {
        "word": found.get("word", "")
    }


class Voter:
    """Presses the buttons of the pages, as a browser without scripts does."""

    def __init__(self, url: str, client: Client | None = None):
        self.url, self.client = url, client or Client()
        self.response = self.client.get(url)

    @property
    def text(self) -> str:
        return self.response.content.decode()

    def press(self, go="next", **fields) -> "Voter":
        data = {**hidden(self.response), **({"go": go} if "show" not in fields else {}), **fields}
        self.response = self.client.post(self.url, data)
        return self

    def answer_all(self) -> "Voter":
        self.press(answer="good").press(answer=["park"]).press(answer="4")
        return self.press("submit", answer_1="b", answer_2="a")


def lying(poll) -> list[Envelope]:
    return [Envelope.open(row.sealed) for row in SealedBallot.objects.filter(poll=poll)]
