"""Drafting a round: its kind, what all notices share, and its roll."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from notices.domain.notice import roll
from notices.domain.notice import round as rounds
from notices.enums.notice import FieldScope, RoundState
from notices.forms.rounds import NewRoundForm, RollForm, RoundForm
from notices.models import NoticeKind, NoticeRound
from notices.notice_terms import fields_of
from notices.queries import kinds
from notices.views.round_frame import district_of, find
from portal.accounts.access import requires
from portal.accounts.enums import Permission
from portal.common.access import log_access
from portal.common.models import AccessLog
from portal.common.tabular.export import xlsx_response


@require_safe
@requires(Permission.DRAFT_NOTICE)
def new(request):
    """Choose the kind: it says which fields come next."""
    district_of(request)
    rows = [{"kind": kind, "terms": kind.versions[0]} for kind in kinds.in_use()]
    return render(request, "office/round_new.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DRAFT_NOTICE)
@never_cache
def new_of(request, code: str):
    district, kind = district_of(request), _kind(code)
    terms = kind.versions[0]
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = NewRoundForm(*data, terms=terms, district=district, use_required_attribute=False)
    if form.is_valid():
        try:
            made = rounds.create(
                district=district,
                kind=kind,
                title=form.cleaned_data["title"],
                event_on=form.cleaned_data["event_on"],
                values=form.values(),
                roll=_read(form, terms, district),
                by=request.user,
            )
        except rounds.AlreadyMade as known:
            return _already(request, known.round)
        except ValidationError as error:
            form.refuse(error)
        else:
            return _taken(request, made)
    context = {"form": form, "kind": kind, "terms": terms, "columns": _columns(terms)}
    return render(request, "office/round_form.html", context)


@require_safe
@requires(Permission.DRAFT_NOTICE)
def template(request, code: str):
    """An empty roll with the headings that are understood, and one invented row to write over."""
    district_of(request)
    kind = _kind(code)
    header, example = roll.template(kind.versions[0])
    return xlsx_response(f"{kind.name} {_('명단 양식')}.xlsx", header, [example])


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DRAFT_NOTICE)
def edit(request, pk: int):
    made = find(request, pk, Permission.DRAFT_NOTICE)
    if refused := _not_a_draft(request, made):
        return refused
    form = RoundForm(
        request.POST or None,
        terms=made.terms,
        initial=RoundForm.initial_of(made),
        use_required_attribute=False,
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            rounds.edit(
                round=made,
                title=data["title"],
                event_on=data["event_on"],
                values=form.values(),
                by=request.user,
            )
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("고친 내용을 저장했습니다."))
            return redirect("office_round", pk)
    context = {"form": form, "round": made, "kind": made.kind, "terms": made.terms}
    return render(request, "office/round_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DRAFT_NOTICE)
@never_cache
def replace(request, pk: int):
    """Another roll in the place of the one there is."""
    made = find(request, pk, Permission.DRAFT_NOTICE)
    if refused := _not_a_draft(request, made):
        return refused
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = RollForm(*data, district=made.district, use_required_attribute=False)
    if form.is_valid():
        try:
            read = _read(form, made.terms, made.district)
            made = rounds.replace_roll(round=made, roll=read, by=request.user)
        except rounds.AlreadyMade as known:
            return _already(request, known.round)
        except ValidationError as error:
            form.add_error(None if hasattr(error, "error_dict") else "file", error)
        else:
            return _taken(request, made)
    return render(
        request, "office/round_replace.html", {"form": form, "round": made, "columns": _columns(made.terms)}
    )


def _kind(code: str) -> NoticeKind:
    return get_object_or_404(kinds.in_use(), code=code)


def _read(form, terms, district) -> roll.Roll:
    upload = form.cleaned_data["file"]
    return roll.read_file(
        data=upload.read(),
        filename=upload.name,
        terms=terms,
        district=district,
        dong=form.cleaned_data["dong"],
    )


def _columns(terms) -> dict[str, list[str]]:
    """Headings of the kind's own a roll has to have, and those it may have."""
    own = fields_of(terms, FieldScope.PERSON)
    return {
        "required": [one.label for one in own if one.required],
        "optional": [one.label for one in own if not one.required],
    }


def _not_a_draft(request, made: NoticeRound):
    if made.state == RoundState.DRAFT:
        return None
    messages.warning(request, _("작성 중인 회차만 고칠 수 있습니다. 결재를 되돌린 뒤에 고쳐 주세요."))
    return redirect("office_round", made.pk)


def _already(request, known: NoticeRound):
    messages.warning(request, _("같은 명단과 행사일로 만든 회차가 이미 있습니다. 그 회차를 엽니다."))
    return redirect("office_round", known.pk)


def _taken(request, made: NoticeRound):
    # Whether somebody is found tells whether they enrolled.
    found = made.notices.filter(person__isnull=False).values_list("person_id", flat=True)
    log_access(request, action=AccessLog.Action.SEARCH, subject_type="person", subject_ids=found)
    messages.success(request, _("명단을 읽었습니다. 정할 것이 있는지 확인해 주세요."))
    return redirect("office_round_roll", made.pk)
