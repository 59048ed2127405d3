"""Walking through the online application in tests: what a resident types, and the codes they receive."""

import re
from contextlib import contextmanager

from django.urls import reverse
from django.utils import timezone

from portal.common.signals import direct_message_requested

CONSENTS = ("enrollment", "public_info", "e_notice", "poll", "promotional")
PERSON = {"name": "홍길동", "birth_date": "19800304", "sex": "male"}
CONTACT = {"mobile": "010-0000-0001", "email": "hong@example.kr"}
HOME = {
    "relation": "head",
    "head_name": "",
    "road_address": "고산자로 270 (행당동, 가나아파트)",
    "address_detail": "101동 1203호",
    "dong": "1120056000",
    "tong_number": "",
    "ban": "",
}
WISHES = {"services": ["district_news", "civil_defence"], "topics": ["culture"], "channels": ["sms", "email"]}


@contextmanager
def mailbox():
    """Codes sent meanwhile, by address: the last one of each."""
    codes: dict[str, str] = {}

    def receive(sender, address, text, **kwargs):
        if found := re.search(r"(?<!\d)\d{6}(?!\d)", text):
            codes[address] = found[0]

    direct_message_requested.connect(receive)
    try:
        yield codes
    finally:
        direct_message_requested.disconnect(receive)


class Walk:
    """One resident at the pages, by HTTP."""

    def __init__(self, client, codes: dict[str, str]):
        self.client = client
        self.codes = codes

    def get(self, step: str, *args):
        return self.client.get(reverse(step, args=args))

    def post(self, step: str, data: dict | None = None):
        return self.client.post(reverse(step), data or {})

    def start(self):
        return self.post("enroll")

    def consents(self, *given: str):
        shown = self.get("enroll_consents").context["form"].versions
        answers = {f"consent_{purpose}": "on" for purpose in given or CONSENTS}
        return self.post("enroll_consents", {"shown": shown, **answers})

    def person(self, **changes):
        return self.post("enroll_person", {**PERSON, **changes})

    def contact(self, **changes):
        return self.post("enroll_contact", {**CONTACT, **changes})

    def code(self, step: str, address: str):
        return self.post(step, {"code": self.codes[address]})

    def contact_and_codes(self, **changes):
        typed = {**CONTACT, **changes}
        self.contact(**changes)
        self.code("enroll_mobile_code", typed["mobile"].replace("-", ""))
        if typed["email"]:
            self.code("enroll_email_code", typed["email"])

    def household(self, **changes):
        return self.post("enroll_household", {**HOME, **changes})

    def services(self, **changes):
        return self.post("enroll_services", {**WISHES, **changes})

    def until_check(self, person=None, contact=None, household=None, services=None) -> None:
        self.start()
        self.consents()
        self.person(**(person or {}))
        self.contact_and_codes(**(contact or {}))
        self.household(**(household or {}))
        self.services(**(services or {}))

    def submission(self) -> dict:
        key = self.get("enroll_check").context["form"]["submission_key"].value()
        return {"submission_key": str(key), "declared": "on"}

    def submit(self):
        return self.post("enroll_check", self.submission())


def errors(response) -> dict[str, list[str]]:
    return {field: list(messages) for field, messages in response.context["form"].errors.items()}


def text(response) -> str:
    return response.content.decode()


def years_ago(years: int) -> str:
    return f"{timezone.localdate().year - years}0101"
