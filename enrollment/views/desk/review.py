"""The queue of applications nobody could place for sure: both sides shown, decided once."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from enrollment.domain import review
from enrollment.domain.match import Candidate, match
from enrollment.domain.scan import of_saved
from enrollment.domain.waiting import filled_in
from enrollment.enums import MatchReason, ReviewState
from enrollment.forms.household_search import UnmaskForm
from enrollment.forms.review import OPEN, REJECT, DecisionForm
from enrollment.models import Household, WaitingApplication
from enrollment.queries import review as queries
from enrollment.queries.desk import own_dongs
from enrollment.veil import MASKED, Veil
from enrollment.views.desk.frame import dongs_of
from enrollment.views.desk.review_sheet import application_facts, candidate_sheet
from enrollment.views.desk.scan_looks import with_look
from portal.accounts.access import may, requires
from portal.accounts.enums import Permission
from portal.common.access import log_access
from portal.common.models import AccessLog

PAGE_SIZE = 20
SUBJECT = "waiting_application"
SHORTCUTS = [
    {"keys": "J", "label": _("다음")},
    {"keys": "K", "label": _("앞")},
    {"keys": "Enter", "label": _("열기, 저장하기")},
]


@requires(Permission.ENTER_APPLICATION)
@never_cache
@require_GET
def desk_review(request):
    """What waits in the own dongs, the oldest first."""
    dongs = dongs_of(request, Permission.ENTER_APPLICATION)
    page = Paginator(queries.waiting(dongs), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [_row(case) for case in page]
    _log(request, [case.pk for case in page])
    return render(request, "desk/review.html", {"page": page, "rows": rows, "shortcuts": SHORTCUTS})


def _row(case: WaitingApplication) -> dict:
    form, _intake = filled_in(case)
    return {
        "case": case,
        "facts": application_facts(form, MASKED),
        "reasons": [MatchReason(reason).label for reason in case.reasons],
    }


@requires(Permission.ENTER_APPLICATION)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk_review_case(request, case_id: int):
    """One application beside the households it may belong to. A decision leads to the next one."""
    case = _own(request, case_id)
    if case.state != ReviewState.WAITING and request.method != "POST":
        messages.info(request, _decided(case))
        return redirect("desk_review")
    sheets, hidden = _sheets(request, case, MASKED)
    form = DecisionForm(request.POST or None, joins=_joins(request, sheets))
    if request.method == "POST":
        if form.is_valid() and (done := _decide(request, case, form)):
            return done
        case.refresh_from_db()
        if case.state != ReviewState.WAITING:
            messages.info(request, _decided(case))
            return redirect("desk_review")
    return _page(request, case, form, MASKED, sheets, hidden, UnmaskForm())


@requires(Permission.UNMASK)
@never_cache
@require_POST
def desk_review_unmask(request, case_id: int):
    """The same page with plain values, for this response only."""
    case = _own(request, case_id)
    if case.state != ReviewState.WAITING:
        return redirect("desk_review")
    form = UnmaskForm(request.POST)
    veil = Veil(lifted=form.is_valid() and may(request.user, Permission.UNMASK, case))
    sheets, hidden = _sheets(request, case, veil)
    reason = form.cleaned_data.get("reason", "")
    return _page(
        request, case, DecisionForm(joins=_joins(request, sheets)), veil, sheets, hidden, form, reason
    )


def _own(request, case_id: int) -> WaitingApplication:
    """The case, or 404 as if another dong's did not exist."""
    dongs = dongs_of(request, Permission.ENTER_APPLICATION)
    return get_object_or_404(queries.of_dongs(dongs), pk=case_id)


def _sheets(request, case: WaitingApplication, veil: Veil) -> tuple[list[dict], int]:
    """The households of the reader's dongs it may belong to today, and how many lie elsewhere."""
    if case.payload is None:
        return [], 0
    form, _intake = filled_in(case)
    found = match(form)
    candidates = found.candidates or (
        (Candidate(found.household_id, found.person_id, _sure_reasons(found)),) if found.household_id else ()
    )
    dongs = own_dongs(request.user, Permission.VIEW_HOUSEHOLD)
    homes = queries.candidates([candidate.household_id for candidate in candidates], dongs)
    sheets = [
        candidate_sheet(form, home, candidate, _veil_over(request, home, veil))
        for candidate in candidates
        if (home := homes.get(candidate.household_id))
    ]
    return sheets, len(candidates) - len(sheets)


def _veil_over(request, home: Household, veil: Veil) -> Veil:
    """Lifted over the case, it is lifted over a household only where the reader may do so there."""
    return veil if may(request.user, Permission.UNMASK, home) else MASKED


def _sure_reasons(found) -> tuple[str, ...]:
    reasons = [MatchReason.SAME_PERSON] if found.person_id else []
    return tuple(reason.value for reason in (*reasons, MatchReason.SAME_DWELLING, MatchReason.SAME_HEAD))


def _joins(request, sheets: list[dict]) -> list[tuple[str, str]]:
    """The choices of joining, of households the reader enters for. Name and birth date alike are that
    member; a spelling may be another one."""
    choices = []
    for number, sheet in enumerate(sheets, start=1):
        if not may(request.user, Permission.ENTER_APPLICATION, sheet["home"]):
            continue
        names = {"number": number, "head": sheet["head"], "member": sheet["member"]}
        home = sheet["home"].pk
        if sheet["person_id"]:
            label = (
                _("%(number)s번 %(head)s 세대에 합치기: %(member)s 본인") % names
                if sheet["is_exact"]
                else _("%(number)s번 %(head)s 세대에 합치기: %(member)s 본인 (이름이나 생년월일을 잘못 적음)")
                % names
            )
            choices.append((f"join-{home}-{sheet['person_id']}", label))
            if not sheet["is_exact"]:
                label = _("%(number)s번 %(head)s 세대에 합치기: 다른 세대원") % names
                choices.append((f"join-{home}", label))
        else:
            choices.append((f"join-{home}", _("%(number)s번 %(head)s 세대에 합치기") % names))
    return choices


def _decide(request, case: WaitingApplication, form: DecisionForm):
    """Do it; None with the message in the form when it cannot be done."""
    decision = form.cleaned_data["decision"]
    try:
        if decision == OPEN:
            review.open_new(waiting=case, by=request.user)
        elif decision == REJECT:
            review.reject(waiting=case, reason=form.cleaned_data["reject_reason"], by=request.user)
        else:
            home, person = _chosen(request, decision)
            review.join(waiting=case, home=home, person=person, by=request.user)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return None
    case.refresh_from_db()
    messages.success(request, _decided(case))
    dongs = dongs_of(request, Permission.ENTER_APPLICATION)
    following = queries.next_after(case, dongs)
    return redirect("desk_review_case", following.pk) if following else redirect("desk_review")


def _chosen(request, decision: str):
    """The household, in the reader's dongs, and its member when one was named."""
    _join, home_id, *person_id = decision.split("-")
    dongs = own_dongs(request.user, Permission.ENTER_APPLICATION)
    home = queries.candidates([int(home_id)], dongs).get(int(home_id))
    if home is None:
        raise ValidationError(_("그 사이에 닫히거나 합쳐진 세대입니다. 목록을 다시 열어 확인해 주세요."))
    person = next((member for member in home.people.all() if person_id == [str(member.pk)]), None)
    if person_id and person is None:
        raise ValidationError(_("그 사이에 바뀐 세대원입니다. 목록을 다시 열어 확인해 주세요."))
    return home, person


def _decided(case: WaitingApplication) -> str:
    return _("접수번호 %(receipt_no)s: %(state)s") % {
        "receipt_no": case.receipt_no,
        "state": case.get_state_display(),
    }


def _page(request, case, form, veil: Veil, sheets, hidden: int, unmask, reason: str = ""):
    action = AccessLog.Action.UNMASK if veil.lifted else AccessLog.Action.VIEW
    _log(request, [case.pk], action=action, reason=reason)
    homes = [sheet["home"].pk for sheet in sheets]
    if homes:
        log_access(request, action=action, subject_type="household", subject_ids=homes, reason=reason)
    filled, intake = filled_in(case)
    context = {
        "case": case,
        "facts": application_facts(filled, veil),
        "intake": intake,
        "sheets": sheets,
        "hidden": hidden,
        "form": form,
        "unmask": unmask,
        "lifted": veil.lifted,
        "may_unmask": may(request.user, Permission.UNMASK, case),
        "scan": with_look(request, of_saved(case), reason=reason),
        "shortcuts": SHORTCUTS,
    }
    return render(request, "desk/review_case.html", context)


def _log(request, ids: list[int], *, action=AccessLog.Action.VIEW, reason: str = "") -> None:
    log_access(request, action=action, subject_type=SUBJECT, subject_ids=ids, reason=reason)
