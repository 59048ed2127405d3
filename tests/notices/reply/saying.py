"""Saying something at the pages for residents, in tests."""

from uuid import uuid4

from tests.factories.accounts import UserFactory

TYPED = {"body": "가로등이 어두워요.", "answer_to": "typed", "contact": "writer@example.kr"}
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU"
    b"\x00\x00\x00\nIDATx\x9cc`\x00\x00\x00\x02\x00\x01H\xaf\xa4q\x00\x00\x00\x00IEND\xaeB`\x82"
)


def path_of(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def send(client, path="/say/", **changes):
    return client.post(path, {**TYPED, "key": str(uuid4()), **changes}, follow=True)


def account_of(person):
    person.user = UserFactory()
    person.save()
    return person.user
