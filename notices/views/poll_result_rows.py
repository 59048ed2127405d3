"""Results of a poll as rows of tables, for pages and files alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from notices.domain.poll.results import Results
from notices.enums.poll import QuestionKind
from notices.models import Poll
from notices.poll_form import Form
from notices.queries.poll_labels import Labels, choice_label
from notices.queries.poll_results import Told
from notices.queries.poll_rows import Row
from portal.common.said import Said


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """One choice: of invited people, weighted, in an earlier poll, and of everybody else. Shares in percent,
    `change` in points since the earlier poll."""

    label: str
    lang: str
    count: int | None
    percent: Decimal | None
    mean_place: Decimal | None
    weighted: Decimal | None
    earlier: Decimal | None
    change: Decimal | None
    others: int | None
    others_percent: Decimal | None


@dataclass(frozen=True, slots=True)
class GroupRow:
    """Answers of one group: count and share for each choice, None where they are not told."""

    label: str
    base: int
    cells: list[tuple[int | None, Decimal | None]]
    mean: Decimal | None


@dataclass(frozen=True, slots=True)
class Shown:
    """One question on a page. `section` is the heading that begins with it."""

    number: int
    section: Said | None
    told: Told
    rows: list[ChoiceRow]
    groups: list[GroupRow]
    margin: Decimal | None
    earlier: Row | None

    @property
    def is_text(self) -> bool:
        return self.told.question.kind == QuestionKind.TEXT

    @property
    def is_ranking(self) -> bool:
        return self.told.question.kind == QuestionKind.RANKING

    @property
    def is_scale(self) -> bool:
        return self.told.question.kind == QuestionKind.SCALE

    @property
    def is_multiple(self) -> bool:
        return self.told.question.kind == QuestionKind.MULTIPLE


def shown(poll: Poll, results: Results, earlier: Mapping[str, Row] | None = None) -> list[Shown]:
    """Every question in its order; `earlier` are rows of another poll by the code of the question."""
    labels = Labels(poll.district_id)
    headings = {
        section.questions[0].code: section.said
        for section in Form.from_json(poll.form).sections
        if section.questions and section.title
    }
    return [
        _shown(number, one, results, (earlier or {}).get(one.question.code), headings, labels)
        for number, one in enumerate(results.questions, start=1)
    ]


def _shown(number: int, one: Told, results: Results, earlier: Row | None, headings, labels: Labels) -> Shown:
    codes = one.question.codes
    return Shown(
        number=number,
        section=headings.get(one.question.code),
        told=one,
        rows=[_choice(one, code, earlier) for code in codes],
        groups=[
            GroupRow(
                labels.group(results.by, row.key),
                row.base,
                [(row.counts[code], row.percent(code)) for code in codes],
                row.mean,
            )
            for row in one.groups
        ],
        margin=results.margin(one),
        earlier=earlier,
    )


def _choice(one: Told, code: str, earlier: Row | None) -> ChoiceRow:
    label, lang = choice_label(one.question, code)
    now = one.invited.percent(code) if one.invited else None
    then = earlier.percent(code) if earlier else None
    return ChoiceRow(
        label=label,
        lang=lang,
        count=one.invited.counts[code] if one.invited else None,
        percent=now,
        mean_place=one.invited.mean_places.get(code) if one.invited else None,
        weighted=one.weighted.shares[code] if one.weighted else None,
        earlier=then,
        change=now - then if now is not None and then is not None else None,
        others=one.others.counts[code] if one.others else None,
        others_percent=one.others.percent(code) if one.others else None,
    )


def group_names() -> dict[str, str]:
    """What results can be told by."""
    return {"dong": _("동별"), "age": _("연령대별"), "route": _("답한 경로별")}
