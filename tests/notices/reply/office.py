"""The pages of the office about opinions, in tests."""

from django.urls import reverse

from tests.factories.accounts import DISTRICT

DONG = f"{DISTRICT}/1120056000"


def page_of(client, reply) -> str:
    return client.get(reverse("office_reply", args=[reply.pk])).content.decode()


def act(client, reply, name: str, **data):
    return client.post(reverse(f"office_reply_{name}", args=[reply.pk]), data, follow=True)


def listed(client, **query) -> list[str]:
    page = client.get(reverse("office_replies"), query)
    return [row["reply"].number for row in page.context["rows"]]
