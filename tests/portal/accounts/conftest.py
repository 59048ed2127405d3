import pytest

from portal.accounts.residents import resident_account
from tests.messages import asked_for

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
    with asked_for() as messages:
        yield messages


def wrong_code(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"
