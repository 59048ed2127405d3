"""Examples for the documentation of the API. Everybody in them is invented."""

from drf_spectacular.utils import OpenApiExample

_CONSENTS = {"enrollment": True, "public_info": True, "e_notice": False, "poll": False, "promotional": False}
_FORM = {
    "name": "가나다",
    "birth_date": "1980-03-04",
    "relation": "head",
    "head_name": "가나다",
    "dong": "1120056000",
    "road_address": "서울특별시 성동구 고산자로 270",
    "address_detail": "101동 1203호",
    "mobile": "010-0000-0001",
    "email": "resident@example.kr",
    "services": ["district_news"],
    "topics": ["culture"],
    "channels": ["sms"],
    "consents": _CONSENTS,
    "place": "library",
    "collected_on": "2026-01-05",
}
SUBMIT = OpenApiExample("Head of a household, at a library", value=_FORM, request_only=True)
SUBMIT_CHILD = OpenApiExample(
    "A child under 14, with the guardian who will be asked",
    value={
        **_FORM,
        "name": "가나라",
        "birth_date": "2016-05-06",
        "relation": "child",
        "mobile": "010-0000-0002",
        "guardian_name": "가나다",
        "guardian_phone": "010-0000-0001",
        "guardian_relation": "parent",
    },
    request_only=True,
)
SUBMITTED = OpenApiExample(
    "Accepted",
    value={
        "receipt_no": "2026-0000123",
        "status": "accepted",
        "joined_household": False,
        "waits_for_guardian": False,
    },
    response_only=True,
    status_codes=["201"],
)
SUBMITTED_WAITING = OpenApiExample(
    "Received; a clerk looks whose household it is",
    value={
        "receipt_no": "2026-0000124",
        "status": "waiting",
        "joined_household": False,
        "waits_for_guardian": False,
    },
    response_only=True,
    status_codes=["201"],
)
APPLICATION = OpenApiExample(
    "Masked",
    value={
        "receipt_no": "2026-0000123",
        "status": "accepted",
        "reason": None,
        "method": "api",
        "place": "library",
        "dong": "1120056000",
        "collected_on": "2026-01-05",
        "entered_at": "2026-01-05T14:30:00+09:00",
        "form_no": "",
        "masked": True,
        "name": "가*다",
        "birth_date": "1980-**-**",
        "relation": "head",
        "head_name": "가*다",
        "address": "성동구 고산자로 ***, ***동 ****호",
        "mobile": "010-****-0001",
        "email": "re****@example.kr",
        "services": [{"service": "district_news", "starts_on": "2026-01-05", "ends_on": None}],
        "topics": ["culture"],
        "channels": ["sms"],
        "consents": _CONSENTS,
        "waits_for_guardian": False,
    },
    response_only=True,
    status_codes=["200"],
)
CHANGES = OpenApiExample(
    "One taken in, one taken back, a household that moved",
    value={
        "changes": [
            {
                "receipt_no": "2026-0000123",
                "change": "accepted",
                "at": "2026-01-05T14:30:00+09:00",
                "on": None,
                "status": "accepted",
                "reason": None,
                "method": "api",
                "dong": "1120056000",
                "applications": ["2026-0000123"],
            },
            {
                "receipt_no": "2026-0000098",
                "change": "reversed",
                "at": "2026-01-05T15:02:00+09:00",
                "on": None,
                "status": "reversed",
                "reason": None,
                "method": "paper",
                "dong": "1120056000",
                "applications": ["2026-0000098"],
            },
            {
                "receipt_no": "2026-0000131",
                "change": "moved",
                "at": "2026-03-02T10:05:00+09:00",
                "on": "2026-02-27",
                "status": None,
                "reason": None,
                "method": "online",
                "dong": "1120055000",
                "applications": ["2026-0000045", "2026-0000046"],
            },
        ],
        "next": "a123-r7-d0-c31",
        "more": False,
    },
    response_only=True,
    status_codes=["200"],
)
