"""Results of a poll as files. A table never leaves without its base, its day and what is left out."""

from collections.abc import Iterator

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from enrollment.enums import CountSource
from notices.domain.poll import results
from notices.domain.poll.results import Results
from notices.enums.poll import QuestionKind
from notices.models import Poll
from notices.queries.poll_labels import Labels
from notices.queries.poll_results import TRAITS
from notices.queries.poll_turnout import Group, Turnout, turnout
from notices.views.office_poll_results import asked_group, find_with_results
from notices.views.poll_result_rows import Shown, group_names, shown
from portal.accounts.access import requires
from portal.accounts.enums import Permission
from portal.common.access import log_access
from portal.common.models import AccessLog
from portal.common.small_cells import SMALLEST_TOLD
from portal.common.tabular.export import csv_response, xlsx_response

RESPONSES = {"csv": csv_response, "xlsx": xlsx_response}


@require_safe
@requires(Permission.VIEW_POLLS)
def poll_file(request, pk: int, table: str, file_format: str):
    """`turnout`, `answers`, `groups` (with `by`) or `texts` of a poll."""
    poll = find_with_results(request, pk)
    make = TABLES.get(table)
    if make is None or file_format not in RESPONSES or (table != "turnout" and not results.may_be_told(poll)):
        raise Http404
    log_access(request, action=AccessLog.Action.EXPORT, subject_type="poll", subject_ids=[poll.pk])
    title, header, rows = make(request, poll)
    name = f"{poll.title}_{title}_{timezone.localdate():%Y%m%d}.{file_format}"
    return RESPONSES[file_format](name, header, rows, meta=_meta(poll, title))


def _turnout(request, poll: Poll):
    header = (_("나눈 기준"), _("집단"), _("안내받은 사람"), _("도달 확인"), _("답한 사람"), _("응답률(%)"))
    return _("응답률"), header, _turnout_rows(poll, turnout(poll))


def _turnout_rows(poll: Poll, found: Turnout) -> Iterator[tuple]:
    labels, names = Labels(poll.district_id), group_names()
    yield _("전체"), "", *_figures(found.whole)
    for by, rows in (("dong", found.by_dong), ("age", found.by_age)):
        for row in rows:
            yield names[by], labels.group(by, row.key), *_figures(row)
    for route, number in found.by_route.items():
        yield names["route"], labels.group("route", route), None, None, number, None


def _figures(row: Group) -> tuple:
    return row.invited, row.reached, row.answered, row.rate_percent


def _answers(request, poll: Poll):
    header = (
        *(
            _("번호"),
            _("질문"),
            pgettext("질문", "보기"),
            _("답한 사람(안내받은 사람)"),
            _("고른 사람"),
            _("비율(%)"),
        ),
        *(_("세대수로 맞춘 비율(%)"), _("평균 순위"), _("답한 사람(안내받지 않은 사람)")),
        *(_("고른 사람(안내받지 않은 사람)"), _("비율(안내받지 않은 사람, %)")),
    )
    return _("답변"), header, _answer_rows(shown(poll, results.read(poll)))


def _answer_rows(questions: list[Shown]) -> Iterator[tuple]:
    for one in questions:
        told, head = one.told, (one.number, one.told.question.said.text)
        base = told.invited.base if told.invited else _few(told.hides_invited)
        others = told.others.base if told.others else _few(told.hides_others)
        if one.is_text:
            yield *head, _("글로 답함"), base, None, None, None, None, others, None, None
        for row in one.rows:
            yield (
                *head, row.label, base, row.count, row.percent, row.weighted, row.mean_place, others,
                row.others, row.others_percent,
            )  # fmt: skip


def _few(is_hidden: bool):
    return pgettext("답변", "밝히지 않음") if is_hidden else 0


def _groups(request, poll: Poll):
    by = asked_group(request) or TRAITS[0]
    header = (
        _("번호"),
        _("질문"),
        _("집단"),
        _("답한 사람"),
        pgettext("질문", "보기"),
        _("고른 사람"),
        _("비율(%)"),
    )
    rows = _group_rows(shown(poll, results.read(poll, by=by)))
    return _("%(group)s 답변") % {"group": group_names()[by]}, header, rows


def _group_rows(questions: list[Shown]) -> Iterator[tuple]:
    for one in questions:
        for group in one.groups:
            head = one.number, one.told.question.said.text, group.label, group.base
            for row, (count, percent) in zip(one.rows, group.cells, strict=True):
                yield *head, row.label, pgettext("답변", "밝히지 않음") if count is None else count, percent


def _texts(request, poll: Poll):
    header = (_("번호"), _("질문"), _("글 (개인정보를 가림)"))
    return _("글로 한 답변"), header, _text_rows(poll, results.read(poll))


def _text_rows(poll: Poll, found: Results) -> Iterator[tuple]:
    for number, one in enumerate(found.questions, start=1):
        if one.question.kind != QuestionKind.TEXT:
            continue
        for text in results.texts(poll, one.question.code).found:
            yield number, one.question.said.text, text


TABLES = {"turnout": _turnout, "answers": _answers, "groups": _groups, "texts": _texts}


def _meta(poll: Poll, title: str) -> list[tuple]:
    found = turnout(poll)
    basis = _("안내받은 사람 가운데 답한 사람입니다. 안내받지 않은 사람의 답은 따로 셉니다.")
    small = _(
        "%(number)s명 미만인 집단과 그것을 드러낼 집단은 합쳐서 밝히고, "
        "집단의 %(number)s명 미만인 칸과 그것을 드러낼 칸은 밝히지 않습니다."
    ) % {"number": SMALLEST_TOLD}
    facts = [
        (_("제목"), f"{poll.title} {title}"),
        (_("기준"), found.as_of),
        (_("응답률의 기준"), basis),
        (_("안내받은 사람"), found.whole.invited),
        (_("답한 사람(안내받은 사람)"), found.whole.answered),
        (_("작은 집단"), small),
    ]
    if results.may_be_told(poll):
        told = results.read(poll)
        if told.counted_on:
            source = f"{CountSource(told.count_source).label} ({told.counted_on:%Y-%m-%d})"
            facts.append((_("세대수의 출처"), source))
        if told.frame:
            facts.append((_("표본"), f"{told.frame.drawn} / {told.frame.units} {told.frame.label}"))
    return [*facts, (_("내려받은 때"), timezone.now())]
