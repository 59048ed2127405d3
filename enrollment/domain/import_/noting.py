"""Writing down what became of the rows of a chunk, each problem with its field and column."""

import json

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.domain.doubts import is_old
from enrollment.domain.import_.judged import Judged
from enrollment.domain.import_.judging import Judge
from enrollment.domain.import_.layout import Table
from enrollment.enums import ImportVerdict, MatchReason
from enrollment.models import ImportRow
from portal.common.templatetags.korean import kdate

FAULTY = "row"
"""Stands for the field of a row that no cell is to blame for."""


def note(judged: list[Judged], judge: Judge, *, is_done: bool) -> None:
    """Write down what became of the rows. The cells of those that are in are gone with it."""
    rows = [
        (
            item.row.pk,
            str(item.verdict),
            json.dumps(problems, ensure_ascii=False) if (problems := _problems(item, judge)) else "[]",
            item.application_id if is_done else None,
        )
        for item in judged
    ]
    ids, verdicts, problems, applications = zip(*rows, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE enrollment_importrow r SET verdict = v.verdict, problems = v.problems::jsonb, "
            "application_id = v.application, is_done = %s, "
            "cells = CASE WHEN %s AND v.verdict <> %s THEN NULL ELSE r.cells END "
            "FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[]) "
            "AS v (id, verdict, problems, application) WHERE r.id = v.id",
            [
                is_done,
                is_done,
                ImportVerdict.REFUSED.value,
                list(ids),
                list(verdicts),
                list(problems),
                list(applications),
            ],
        )


def _problems(item: Judged, judge: Judge) -> list[dict]:
    """What is wrong, each with field and column; of a row to be reviewed, what speaks for the candidates."""
    if item.verdict == ImportVerdict.REVIEW and item.match:
        return [
            {"field": "", "column": None, "message": str(MatchReason(reason).label)}
            for reason in item.match.reasons
        ]
    table = judge.tables[item.row.table]
    if item.verdict != ImportVerdict.REFUSED:
        return _questions(item, table)
    return [
        {"field": field, "column": table.column_of(field), "message": str(message)}
        for field, messages in item.reading.problems.items()
        for message in messages
    ]


def _questions(item: Judged, table: Table) -> list[dict]:
    """What a clerk is asked about a good row before it goes in, as of a form that is typed."""
    came_in_on = (item.paper.returned_on if item.paper else None) or timezone.localdate()
    is_good = item.verdict in (ImportVerdict.ACCEPTED, ImportVerdict.JOINED)
    if not is_good or not is_old(item.reading.intake.collected_on, came_in_on):
        return []
    day = kdate(item.reading.intake.collected_on)
    message = _("%(day)s 접수는 오래전입니다. 연도를 잘못 읽었거나 적은 것은 아닌지 확인해 주세요.")
    return [
        {
            "field": "collected_on",
            "column": table.column_of("collected_on"),
            "message": message % {"day": day},
            "asks": True,
        }
    ]


def refuse_faulty(row_id: int, *, is_done: bool) -> None:
    """Say of a row that it met a fault of ours, so that the rows behind it go on."""
    message = _(
        "이 행을 처리하다가 프로그램 오류가 났습니다. 신청서를 보고 직접 입력해 주세요. "
        "되풀이되면 관리자에게 파일 이름과 행 번호를 알려 주세요."
    )
    problem = {"field": FAULTY, "column": None, "message": message}
    ImportRow.objects.filter(pk=row_id).update(
        verdict=ImportVerdict.REFUSED, problems=[problem], is_done=is_done
    )
