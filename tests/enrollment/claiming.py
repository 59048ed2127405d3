"""Records of paper forms in tests, and the way into them: sign-in, code, account."""

from enrollment.enums import ApplicationMethod
from enrollment.models import Person
from tests.factories.desk import paper_clerk
from tests.factories.enrollment import enroll

LOGIN, CONFIRM = "/accounts/login/", "/accounts/login/code/"
PHONE, MAIL = "01000000301", "paper@example.kr"


def on_paper(**changes) -> Person:
    changes.setdefault("mobile", PHONE)
    accepted = enroll(by=paper_clerk(), intake_changes={"method": ApplicationMethod.PAPER}, **changes)
    return accepted.application.person


def ask(client, contact):
    return client.post(LOGIN, {"contact": contact})


def signed_in_as(client):
    return client.session.get("_auth_user_id")
