"""Examples for the documentation of the API of campaigns. Everybody in them is invented."""

from drf_spectacular.utils import OpenApiExample

_AT = "2026-01-05T14:30:00+09:00"
_AUDIENCE = {"kind": "public_info", "topic": "culture", "channels": ["sms", "email"], "dongs": ["1120056000"]}
_SEEN = "3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8551"
_SENTENCE = "마장동에 살고 ‘문화·행사’ 소식을 받기로 한 사람에게 문자, 이메일로 보냅니다."
_COUNT = {
    "people": 812,
    "messages": 1204,
    "by_channel": {"sms": 700, "email": 504},
    "by_dong": [{"dong": "1120056000", "people": 812, "by_channel": {"sms": 700, "email": 504}}],
    "left_out": [{"reason": "no_subscription", "people": 95}],
    "sentence": _SENTENCE,
}
_COST = {"won": 6300, "fallback_won": 0, "unit": 9, "since": "2025-01-01"}
_SUMMARY = {
    "id": 41,
    "title": "구두바자회 안내",
    "kind": "public_info",
    "topic": "culture",
    "channels": ["sms", "email"],
    "state": "sending",
    "pause_reason": "",
    "round_no": 7,
    "start_mode": "on_approval",
    "send_at": None,
    "created_at": _AT,
    "approved_at": _AT,
    "second_approved_at": None,
    "started_at": _AT,
    "finished_at": None,
}
_TEXTS = {
    "sms_body": "[성동구] 구두바자회 9.27.(금) 10시 구청광장. 그만 받기 {수신설정}",
    "email_subject": "[성동구] 구두바자회에 오세요",
    "email_body": "{이름}님, 안녕하세요.\n\n구청광장에서 구두바자회를 엽니다.",
}


def _answer(name: str, value: dict) -> OpenApiExample:
    return OpenApiExample(name, value=value, response_only=True, status_codes=["200"])


AUDIENCE = OpenApiExample("Culture, one dong", value=_AUDIENCE, request_only=True)
CAMPAIGN_IN = OpenApiExample(
    "By text and mail",
    value={"title": "구두바자회 안내", **_AUDIENCE, **_TEXTS, "start_mode": "on_approval"},
    request_only=True,
)
APPROVAL = OpenApiExample("Of what was read", value={"seen": _SEEN}, request_only=True)
CAMPAIGNS = _answer("One", {"campaigns": [_SUMMARY], "more": False})
CAMPAIGN = _answer(
    "Going out",
    {
        **_SUMMARY,
        "audience": {"dongs": ["1120056000"]},
        "one_channel": False,
        "audience_sentence": _SENTENCE,
        **_TEXTS,
        "tracks_responses": False,
        "alimtalk_template": "",
        "alimtalk_values": {},
        "falls_back": False,
        "exception_reason": "",
        "review_note": "",
        "progress": {
            "messages": 1204,
            "people": 812,
            "done": 904,
            "arrived": 610,
            "per_minute": 600,
            "seconds_left": 30,
            "states": [
                {"state": "queued", "messages": 300, "by_channel": {"email": 300}},
                {"state": "handed_over", "messages": 294, "by_channel": {"sms": 90, "email": 204}},
                {"state": "delivered", "messages": 610, "by_channel": {"sms": 610}},
            ],
        },
        "responses": None,
        "cost": _COST,
        "timeline": [
            {"step": "draft", "at": _AT, "by": "system", "system": "문화회관 예매", "detail": {}},
            {"step": "approve", "at": _AT, "by": "staff", "system": None, "detail": {"messages": 1204}},
        ],
    },
)
AUDIENCE_COUNT = _answer("Counted", _COUNT)
PREFLIGHT = _answer(
    "One warning",
    {
        "seen": _SEEN,
        "may_go": True,
        "needs_second_approver": False,
        "findings": [
            {
                "code": "sms_length",
                "level": "warn",
                "message": "문자가 112바이트여서 장문으로 나갑니다. 요금이 단문의 약 세 배입니다.",
                "field": "sms_body",
            }
        ],
        "audience": _COUNT,
        "cost": _COST,
    },
)
SAMPLES = _answer(
    "One person",
    {
        "seen": _SEEN,
        "samples": [
            {
                "dong": "1120056000",
                "email": {
                    "subject": "구두바자회에 오세요",
                    "text": "가*다님, …",
                    "html": "<p>가*다님, …</p>",
                },
                "sms": None,
                "sms_bytes": None,
                "sms_kind": None,
                "alimtalk": None,
            }
        ],
    },
)
DELIVERIES = _answer(
    "Without personal values",
    {
        "deliveries": [
            {
                "reference": "d90122",
                "channel": "sms",
                "state": "failed",
                "reason": "3010",
                "fallback_of": None,
                "queued_at": _AT,
                "handed_over_at": _AT,
                "delivered_at": None,
                "opened_at": None,
                "name": None,
                "contact": None,
            }
        ],
        "next": "d90122",
        "more": False,
    },
)
RECEIPTS_IN = OpenApiExample(
    "One arrived, one did not",
    value=[
        {"event_id": "r-1", "reference": "d90121", "status": "arrived", "occurred_at": _AT},
        {"event_id": "r-2", "message_id": "gw-8812", "status": "dead_number", "occurred_at": _AT},
    ],
    request_only=True,
)
REFUSED = OpenApiExample(
    "Fields to correct",
    value={"topic": ["올바르게 선택해 주세요. topic이 선택가능항목에 없습니다."]},
    response_only=True,
    status_codes=["400"],
)
