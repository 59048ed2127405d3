"""The page of a notice in tests: whose it is, opening it, and what of the person it gives away."""

import json
import re
from datetime import date

from django.urls import reverse

from notices.enums.notice import NoticeState
from notices.models import AddressedNotice
from tests.factories.accounts import UserFactory
from tests.factories.notices import addressee, notice_of, round_of, terms_of

BORN = date(1987, 3, 15)
NAME, PLACE, UNIT = "누설금", "비밀로 시험관", "누설중대"


def serving() -> AddressedNotice:
    """A notice somebody was told of and has not seen."""
    person = addressee(name=NAME, birth_date=BORN)
    values = {"place": PLACE, "starts_at": "09:00"}
    round_ = round_of(terms_of(), values=values)
    return notice_of(round_, person, name=NAME, values=json.dumps({"unit": UNIT}), state=NoticeState.SERVING)


def page(notice, name="notice_page") -> str:
    return reverse(name, args=[notice.token])


def opened(client, notice):
    answer = client.post(page(notice), {"birth_date": "19870315"})
    assert answer.status_code == 302
    return client.get(page(notice))


def state_of(notice):
    kept = AddressedNotice.objects.get(pk=notice.pk)
    return kept.state, kept.events, kept.failed_views


def leaks(answer, notice) -> list[str]:
    """What of the person stands in an answer."""
    body = answer.content.decode() + str(answer.headers)
    contacts = [contact.value for contact in notice.person.contacts.all()]
    secrets = [NAME, PLACE, UNIT, "19870315", "1987", notice.document_hash, *contacts]
    secrets += [contact[-4:] for contact in contacts if contact.isdigit()]
    # As a word: the names of static files and form tokens hold any four digits now and then.
    return [secret for secret in secrets if re.search(rf"(?<![0-9A-Za-z]){re.escape(secret)}", body)]


def owner_of(notice):
    user = UserFactory()
    notice.person.user = user
    notice.person.save()
    return user
