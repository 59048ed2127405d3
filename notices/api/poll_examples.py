"""Examples for the documentation of the API of polls. Every figure in them is invented."""

from drf_spectacular.utils import OpenApiExample

_AT = "2026-03-02T09:00:00+09:00"
_POLL = {
    "id": 3,
    "kind": "satisfaction_survey",
    "title": "주요 사업 만족도 조사",
    "title_en": "Satisfaction with priority projects",
    "slug": "projects-2026",
    "state": "closed",
    "is_anonymous": True,
    "takes_web": True,
    "opens_at": _AT,
    "closes_at": "2026-03-16T18:00:00+09:00",
    "opened_at": _AT,
    "closed_at": "2026-03-16T18:00:00+09:00",
    "published_at": None,
}
_GROUP = {
    "group": "1120056000",
    "name": "행당1동",
    "invited": 420,
    "reached": 402,
    "answered": 64,
    "rate_percent": 15.2,
}
_TURNOUT = {
    "as_of": "2026-03-16T18:00:00+09:00",
    "invited": 5000,
    "reached": 4810,
    "answered": 688,
    "rate_percent": 13.8,
    "open_answers": 41,
    "by_route": [{"route": "email", "answers": 688}, {"route": "web", "answers": 41}],
    "by_dong": [_GROUP],
    "by_age": [{**_GROUP, "group": "", "name": "따로 밝히지 않는 사람들"}],
}
_CHOICE = {
    "code": "good",
    "label": "만족합니다",
    "count": 420,
    "percent": 61.0,
    "weighted_percent": 60.2,
    "mean_place": None,
}
_ANSWERS = {"base": 688, "choices": [_CHOICE], "mean": None, "weighted_mean": None, "margin_points": 3.5}
_QUESTION = {
    "code": "q1",
    "kind": "single",
    "text": "구정에 만족하십니까?",
    "text_en": "Are you content with the district?",
    "led_to": 688,
    "invited": _ANSWERS,
    "invited_hidden": False,
    "others": None,
    "others_hidden": True,
    "groups": [],
}

POLLS = OpenApiExample("Polls", value={"polls": [_POLL], "more": False}, response_only=True)
POLL = OpenApiExample("A closed poll", value={**_POLL, "turnout": _TURNOUT}, response_only=True)
RESULTS = OpenApiExample(
    "One question",
    value={
        "by": "",
        "households_counted_on": "2026-02-28",
        "sample": {"unit": "person", "drawn": 5000, "frame": 45600},
        "questions": [_QUESTION],
    },
    response_only=True,
)
