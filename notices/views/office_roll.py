"""The roll of a round: its rows by verdict, one row to decide, correct or leave out, refused rows as a
file."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enrollment.forms.household_search import DownloadForm
from notices.domain.notice import roll_file
from notices.domain.notice.candidates import candidates_of
from notices.domain.notice.decide import correct_row, decide, drop_row
from notices.domain.notice.roll_rows import unpack
from notices.enums.notice import NoticeState, RollVerdict, RoundState
from notices.forms.round_rows import ChooseForm, DropForm, RowForm
from notices.models import AddressedNotice
from notices.queries import round_rolls
from notices.views.round_frame import PART_LABELS, find, note_texts, page_context, row_fields
from portal.accounts.access import requires
from portal.accounts.enums import Permission
from portal.common import masking
from portal.common.access import log_access
from portal.common.models import AccessLog
from portal.common.tabular.export import xlsx_response

PAGE_SIZE = 50
WAYS = ("choose", "correct", "drop")
"""What may be done with a row."""


@require_safe
@requires(Permission.VIEW_NOTICES)
@never_cache
def roll(request, pk: int):
    made = find(request, pk)
    return _roll(request, made, DownloadForm())


def _roll(request, made, download: DownloadForm):
    context = page_context(request, made)
    part = request.GET.get("part", "")
    if part not in round_rolls.PARTS:
        part = next((name for name in round_rolls.PARTS if context["parts"][name]), RollVerdict.MATCHED)
    page = Paginator(round_rolls.part_of(made, part), PAGE_SIZE).get_page(request.GET.get("page"))
    _log(request, AccessLog.Action.SEARCH, page.object_list)
    fields = row_fields(made)
    tabs = [
        {
            "label": PART_LABELS[name],
            "url": f"{reverse('office_round_roll', args=[made.pk])}?part={name}",
            "active": name == part,
            "count": total,
        }
        for name, total in context["parts"].items()
        if total or name == part
    ]
    rows = [_shown(notice, fields) for notice in page.object_list]
    return render(
        request,
        "office/roll.html",
        context
        | {
            "page": page,
            "rows": rows,
            "tabs": tabs,
            "part": part,
            "download": download,
            "has_notes": any(row["notes"] for row in rows),
        },
    )


def _shown(notice: AddressedNotice, fields: dict) -> dict:
    return {
        "notice": notice,
        "place": unpack(notice).get("place") or notice.position,
        "name": masking.name(notice.name or ""),
        "birth_date": masking.birth_date(notice.birth_date) if notice.birth_date else "",
        "address": masking.address(notice.address or ""),
        "notes": note_texts(notice, fields),
        "reason": unpack(notice).get("dropped", ""),
    }


@require_POST
@requires(Permission.DRAFT_NOTICE)
@never_cache
def refused(request, pk: int):
    """The refused rows as they came, with the reasons; plain, so it asks why."""
    made = find(request, pk, Permission.DRAFT_NOTICE)
    form = DownloadForm(request.POST)
    if not form.is_valid():
        return _roll(request, made, form)
    rows = list(round_rolls.part_of(made, RollVerdict.REFUSED))
    _log(request, AccessLog.Action.EXPORT, rows, form.cleaned_data["reason"])
    fields = row_fields(made)
    header, lines = roll_file.refused_rows(made, rows, lambda notice: "\n".join(note_texts(notice, fields)))
    return xlsx_response(_("고칠 행") + f" {made.title}.xlsx", header, lines)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DRAFT_NOTICE)
@never_cache
def row(request, pk: int, position: int):
    """One row: who it is, what is written wrong, or why it is left out."""
    made = find(request, pk, Permission.DRAFT_NOTICE)
    notice = get_object_or_404(made.notices.select_related("dong", "tong", "decided_by"), position=position)
    notice.round = made
    if made.state != RoundState.DRAFT:
        messages.warning(request, _("작성 중인 회차만 고칠 수 있습니다. 결재를 되돌린 뒤에 고쳐 주세요."))
        return redirect("office_round", pk)
    forms = _forms(request, made, notice)
    if request.method == "POST" and (answer := _act(request, notice, forms)):
        return answer
    _log(request, AccessLog.Action.VIEW, [notice])
    shown = _shown(notice, row_fields(made))
    context = {
        "round": made,
        "contact": _contact(notice),
        "is_dropped": notice.state == NoticeState.STOPPED,
        "bound": _bound(forms),
    }
    return render(request, "office/roll_row.html", {**shown, **forms, **context})


def _contact(notice: AddressedNotice) -> str:
    """What the row says of telephone and mailbox, masked."""
    cells = unpack(notice)["cells"]
    shown = [masking.mobile(str(cells.get("mobile") or "")), masking.email(str(cells.get("email") or ""))]
    return ", ".join(filter(None, shown))


def _bound(forms: dict):
    """The form that was sent."""
    given = (forms[name] for name in WAYS)
    return next((form for form in given if form is not None and form.is_bound), None)


def _forms(request, made, notice: AddressedNotice) -> dict:
    """The three ways to settle a row; the one that was sent holds what was typed."""
    sent = request.POST.get("do") if request.method == "POST" else None
    people = candidates_of(notice) if notice.state == NoticeState.DRAFT else []
    if people:
        log_access(
            request,
            action=AccessLog.Action.VIEW,
            subject_type="person",
            subject_ids=[one.person.pk for one in people],
        )
    cells = RowForm.initial_of(unpack(notice)["cells"])
    named = [
        (one.person, _("%(number)s번 %(name)s") % {"number": number, "name": masking.name(one.person.name)})
        for number, one in enumerate(people, start=1)
    ]
    return {
        "people": people,
        "choose": ChooseForm(request.POST if sent == "choose" else None, people=named) if people else None,
        "correct": RowForm(request.POST if sent == "correct" else None, terms=made.terms, initial=cells),
        "drop": DropForm(request.POST if sent == "drop" else None, use_required_attribute=False),
    }


def _act(request, notice: AddressedNotice, forms: dict):
    """Do what was sent; the way back to the list, or None when something is wrong with it."""
    name = request.POST.get("do", "")
    form = forms.get(name) if name in WAYS else None
    if form is None:
        raise Http404
    if not form.is_valid():
        return None
    try:
        match name:
            case "choose":
                done = decide(notice=notice, person=form.chosen(), by=request.user)
            case "correct":
                done = correct_row(notice=notice, cells=form.cells(), by=request.user)
            case _:
                done = drop_row(notice=notice, reason=form.cleaned_data["reason"], by=request.user)
    except ValidationError as error:
        form.add_error(None, error)
        return None
    return _after(request, done)


def _after(request, notice: AddressedNotice):
    """Refused again, the row stays open; else on to the next that waits."""
    round = notice.round
    if notice.state == NoticeState.STOPPED:
        messages.success(request, _("이유를 남기고 명단에서 뺐습니다."))
    elif notice.verdict in (RollVerdict.REFUSED, RollVerdict.UNSURE):
        messages.warning(request, _("저장했지만 아직 정할 것이 남았습니다. 아래 내용을 확인해 주세요."))
        return redirect("office_round_row", round.pk, notice.position)
    else:
        text = _("저장했습니다. 이 행은 ‘%(verdict)s’(으)로 정해졌습니다.")
        messages.success(request, text % {"verdict": RollVerdict(notice.verdict).label})
    left = round_rolls.part_of(round, round_rolls.OPEN)
    after = left.filter(position__gt=notice.position).first() or left.first()
    if after:
        return redirect("office_round_row", round.pk, after.position)
    return redirect("office_round", round.pk)


def _log(request, action: str, notices, reason: str = "") -> None:
    ids = [notice.pk for notice in notices]
    log_access(request, action=action, subject_type="notice", subject_ids=ids, reason=reason)
