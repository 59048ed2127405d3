import re

import pytest

from portal.accounts.residents import resident_account
from portal.common.signals import direct_message_requested

PHONE = "01000000001"
EMAIL = "resident@example.kr"
PASSWORD = "sotong-test-1"


@pytest.fixture
def resident(db):
    """A resident who signs in with a phone or an email."""
    return resident_account(contacts={"mobile": PHONE, "email": EMAIL}, name="가나다")


@pytest.fixture
def sent():
    """Messages asked for during the test, in order."""
    messages = []

    def remember(sender, **message):
        messages.append(message)

    direct_message_requested.connect(remember)
    yield messages
    direct_message_requested.disconnect(remember)


def code_in(message) -> str:
    return re.search(r"\d{6}", message["text"]).group()


def wrong_code(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"
