"""Examples for the documentation of the API of rounds. Everybody in them is invented."""

from drf_spectacular.utils import OpenApiExample

_AT = "2026-01-05T14:30:00+09:00"
_ROUND = {
    "id": 12,
    "kind": "civil_defence",
    "title": "상반기 민방위 교육 1차",
    "state": "serving",
    "year": 2026,
    "round_no": 7,
    "event_on": "2026-03-20",
    "serve_by": "2026-03-13",
    "paper_on": "2026-03-10",
    "review_note": "",
    "created_at": _AT,
    "approved_at": _AT,
    "closed_at": None,
    "rows": {"matched": 61, "no_consent": 12, "unknown": 47, "unsure": 0, "refused": 0, "dropped": 1},
    "states": {"serving": 20, "seen": 41, "on_paper": 9, "handed_over": 50, "stopped": 1},
}
CANCEL = OpenApiExample("Given up", {"reason": "명단을 다시 만들어야 함"}, request_only=True)
_RESULT = {
    "row": 1,
    "verdict": "matched",
    "notes": [],
    "state": "seen",
    "arrived_at": _AT,
    "seen_at": _AT,
    "seen_by": "birth_date",
    "signed_at": None,
    "paper_reason": "",
    "on_paper_at": None,
    "paper_result": "",
    "paper_result_at": None,
}

ROUND_IN = OpenApiExample(
    "A roll of one",
    value={
        "kind": "civil_defence",
        "title": "상반기 민방위 교육 1차",
        "event_on": "2026-03-20",
        "values": {"starts_at": "09:00", "ends_at": "13:00", "place": "민방위교육장", "course": "심폐소생술"},
        "roll": [
            {
                "name": "홍길동",
                "birth_date": "1990-01-01",
                "road_address": "고산자로 270",
                "address_detail": "101동 1203호",
                "mobile": "010-0000-0000",
                "dong": "행당1동",
                "tong": "5",
                "values": {"unit": "행당1동 지역대"},
            }
        ],
    },
    request_only=True,
)
ROUND = OpenApiExample("Being served", value=_ROUND, response_only=True, status_codes=["200"])
ROUNDS = OpenApiExample(
    "One", value={"rounds": [_ROUND], "more": False}, response_only=True, status_codes=["200"]
)
RESULTS = OpenApiExample(
    "Seen",
    value={"results": [_RESULT], "next": "n1", "more": False},
    response_only=True,
    status_codes=["200"],
)
REFUSED = OpenApiExample(
    "Fields to correct",
    value={"values.starts_at": ["시각을 읽을 수 없습니다. 24시간제로 적어 주세요. (예: 14:30)"]},
    response_only=True,
    status_codes=["400"],
)
