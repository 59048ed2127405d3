"""What the pages of one round share."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrollment.models import District
from notices.domain.notice import round as rounds
from notices.domain.notice import too_late
from notices.enums.notice import FieldScope, NoticeState, RollVerdict, RoundState, RowNote
from notices.models import AddressedNotice, NoticeRound
from notices.notice_terms import Field, fields_of
from notices.notice_words import value_text
from notices.queries import round_rolls
from notices.queries.rounds import visible_to
from portal.accounts.access import may
from portal.accounts.enums import Permission

UNSENT = frozenset({RoundState.DRAFT, RoundState.IN_REVIEW})
CELLS = {
    "name": gettext_lazy("이름"),
    "birth_date": gettext_lazy("생년월일"),
    "road_address": gettext_lazy("주소"),
    "address_detail": gettext_lazy("상세주소"),
    "mobile": gettext_lazy("연락처"),
    "email": gettext_lazy("이메일"),
    "dong": gettext_lazy("행정동"),
    "tong": gettext_lazy("통·반"),
}
PART_LABELS = {
    round_rolls.OPEN: gettext_lazy("정할 것"),
    round_rolls.DROPPED: gettext_lazy("뺀 행"),
    **dict(RollVerdict.choices),
}


def find(request, pk: int, permission: Permission = Permission.VIEW_NOTICES) -> NoticeRound:
    """The round, when it lies in a district of the user; not found otherwise."""
    return get_object_or_404(visible_to(request.user, permission).select_related("terms__kind"), pk=pk)


def district_of(request) -> District:
    """The district the reader drafts for. Raises PermissionDenied when there is none."""
    district = round_rolls.district_of(request.user)
    if district is None:
        raise PermissionDenied
    return district


def page_context(request, round: NoticeRound) -> dict:
    """Heading, what the reader may do, and the figures of the roll."""
    user = request.user
    drafts = may(user, Permission.DRAFT_NOTICE, round)
    approves = may(user, Permission.APPROVE_NOTICE, round)
    parts = round_rolls.parts(round)
    return {
        "round": round,
        "parts": parts,
        "people": sum(parts[verdict] for verdict in RollVerdict.values),
        "undecided": parts[round_rolls.OPEN],
        "values": shared_values(round),
        "may_draft": drafts and round.state == RoundState.DRAFT,
        "may_take_back": drafts and round.state == RoundState.IN_REVIEW,
        "may_approve": approves and round.state == RoundState.IN_REVIEW and not rounds.wrote(user, round),
        "may_cancel": (drafts or approves) and round.state not in (RoundState.CLOSED, RoundState.CANCELLED),
        "late_warnings": too_late.warnings(round) if round.state in UNSENT else [],
        "is_served": round.state in (RoundState.SERVING, RoundState.CLOSED),
    }


def shared_values(round: NoticeRound) -> list[dict]:
    return [
        {"label": one.label, "value": value_text(one, round.values.get(one.code, ""))}
        for one in fields_of(round.terms, FieldScope.ROUND)
        if round.values.get(one.code)
    ]


def note_texts(notice: AddressedNotice, fields: dict[str, Field]) -> list[str]:
    """What is to be said about a row, in words."""
    return [_note(problem, fields) for problem in notice.problems]


def _note(problem: dict, fields: dict[str, Field]) -> str:
    text = str(RowNote(problem["note"]).label)
    code = problem.get("field", "")
    label = fields[code[1:]].label if code[1:] in fields else str(CELLS.get(code, ""))
    if label:
        text = f"{label}: {text}"
    if row := problem.get("row"):
        text = _("%(note)s (%(row)s행)") % {"note": text, "row": row}
    return text


def row_fields(round: NoticeRound) -> dict[str, Field]:
    return {one.code: one for one in fields_of(round.terms, FieldScope.PERSON)}


def is_dropped(notice: AddressedNotice) -> bool:
    return notice.state == NoticeState.STOPPED
