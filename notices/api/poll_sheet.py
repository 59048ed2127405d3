"""Figures of a poll as the API tells them."""

from notices.domain.poll.results import Results
from notices.models import Poll
from notices.queries.poll_labels import Labels, choice_label
from notices.queries.poll_results import Told
from notices.queries.poll_rows import Row
from notices.queries.poll_turnout import Group, Turnout


def turnout_sheet(poll: Poll, found: Turnout) -> dict:
    labels = Labels(poll.district_id)
    return {
        "as_of": found.as_of,
        **_figures(found.whole),
        "open_answers": found.open_answers,
        "by_route": [{"route": route, "answers": number} for route, number in found.by_route.items()],
        "by_dong": [_group("dong", row, labels) for row in found.by_dong],
        "by_age": [_group("age", row, labels) for row in found.by_age],
    }


def _group(by: str, row: Group, labels: Labels) -> dict:
    return {"group": row.key, "name": labels.group(by, row.key), **_figures(row)}


def _figures(row: Group) -> dict:
    return {
        "invited": row.invited,
        "reached": row.reached,
        "answered": row.answered,
        "rate_percent": row.rate_percent,
    }


def results_sheet(poll: Poll, found: Results) -> dict:
    labels = Labels(poll.district_id)
    frame = found.frame
    return {
        "by": found.by,
        "households_counted_on": found.counted_on,
        "sample": {"unit": frame.unit, "drawn": frame.drawn, "frame": frame.units} if frame else None,
        "questions": [_question(one, found, labels) for one in found.questions],
    }


def _question(one: Told, found: Results, labels: Labels) -> dict:
    question = one.question
    return {
        "code": question.code,
        "kind": question.kind,
        "text": question.text,
        "text_en": question.text_en,
        "led_to": one.led_to,
        "invited": _answers(one, one.invited, found, is_invited=True),
        "invited_hidden": one.hides_invited,
        "others": _answers(one, one.others, found, is_invited=False),
        "others_hidden": one.hides_others,
        "groups": [
            {
                "group": row.key,
                "name": labels.group(found.by, row.key),
                "base": row.base,
                "mean": row.mean,
                "choices": [
                    {"code": code, "count": row.counts[code], "percent": row.percent(code)}
                    for code in question.codes
                ],
            }
            for row in one.groups
        ],
    }


def _answers(one: Told, row: Row | None, found: Results, *, is_invited: bool) -> dict | None:
    if row is None:
        return None
    weighted = one.weighted if is_invited else None
    return {
        "base": row.base,
        "mean": row.mean,
        "weighted_mean": weighted.mean if weighted else None,
        "margin_points": found.margin(one) if is_invited else None,
        "choices": [
            {
                "code": code,
                "label": choice_label(one.question, code)[0],
                "count": row.counts[code],
                "percent": row.percent(code),
                "weighted_percent": weighted.shares[code] if weighted else None,
                "mean_place": row.mean_places.get(code),
            }
            for code in one.question.codes
        ],
    }
