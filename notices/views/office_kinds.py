"""Kinds of addressed notices: the list, one kind with a version of its terms, a new kind, a new version."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enrollment.models import District
from notices.domain.notice import document
from notices.domain.notice.kind import change_kind, create_kind, publish_terms
from notices.domain.notice.specimen import specimen
from notices.forms.notice_kind import KindForm, NewKindForm
from notices.forms.notice_terms import TermsPage
from notices.models import NoticeKind, NoticeTerms
from notices.queries import campaigns, kinds
from notices.views.kind_words import described, looks, text_looks
from portal.accounts.access import requires
from portal.accounts.enums import Permission

MANAGE = Permission.MANAGE_NOTICE_KINDS


@require_safe
@requires(MANAGE)
def kind_list(request):
    _district(request)
    rows = [
        {"kind": kind, "terms": kind.versions[0] if kind.versions else None} for kind in kinds.all_kinds()
    ]
    return render(request, "office/kind_list.html", {"rows": rows})


@require_safe
@requires(MANAGE)
def kind_page(request, code: str, version: int | None = None):
    """One kind with the terms in force, or with an earlier version of them."""
    district, kind = _district(request), _kind(code)
    terms = _terms(kind, version)
    context = {
        "kind": kind,
        "terms": terms,
        "in_force": kind.versions[0] if kind.versions else None,
        "service_closed": not kind.service.is_open,
    }
    if terms:
        context |= described(terms) | looks(kind, terms, district)
    return render(request, "office/kind.html", context)


@require_http_methods(["GET", "POST"])
@requires(MANAGE)
def new(request):
    _district(request)
    form = NewKindForm(request.POST or None, use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        kind = _saved(form, lambda: create_kind(by=request.user, **form.values()))
        if kind:
            messages.success(request, _("통지 종류를 만들었습니다. 이제 조건을 적어 주세요."))
            return redirect("office_terms_new", kind.code)
    return render(request, "office/kind_form.html", {"form": form})


@require_http_methods(["GET", "POST"])
@requires(MANAGE)
def edit(request, code: str):
    _district(request)
    kind = _kind(code)
    form = KindForm(request.POST or None, initial=KindForm.initial_of(kind), use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        if _saved(form, lambda: change_kind(kind=kind, by=request.user, **form.values())):
            messages.success(request, _("고친 내용을 저장했습니다."))
            return redirect("office_kind", kind.code)
    return render(request, "office/kind_form.html", {"form": form, "kind": kind})


@require_http_methods(["GET", "POST"])
@requires(MANAGE)
def new_terms(request, code: str):
    """Writing the next version; what was published stays as it is."""
    district, kind = _district(request), _kind(code)
    last = kind.versions[0] if kind.versions else None
    page = TermsPage(request.POST or None, terms=last)
    panel = {}
    if page.is_bound and page.rearranges:
        page = page.rearranged()
    elif page.is_bound:
        is_valid = page.is_valid()
        if is_valid and "check" not in request.POST:
            terms = _saved(page.form, lambda: publish_terms(kind=kind, by=request.user, **page.values()))
            if terms:
                done = _("%(version)s판을 게시했습니다. 새 회차부터 이 조건을 따릅니다.")
                messages.success(request, done % {"version": terms.version})
                return redirect("office_kind", kind.code)
        panel = _panel(page, kind, district)
    elif last:
        panel = looks(kind, last, district)
    context = {"kind": kind, "page": page, "last": last, "next_version": last.version + 1 if last else 1}
    return render(request, "office/terms_form.html", panel | context)


@require_POST
@requires(MANAGE)
def check_terms(request, code: str):
    """The panel alone, for htmx: nothing is saved."""
    district, kind = _district(request), _kind(code)
    return render(request, "office/_terms_panel.html", _panel(TermsPage(request.POST), kind, district))


@require_safe
@requires(MANAGE)
def specimen_pdf(request, code: str, version: int):
    """The document as a PDF, with invented values."""
    district, kind = _district(request), _kind(code)
    notice = specimen(kind, _terms(kind, version), district)
    name = f"{kind.code}-{version}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(document.pdf(notice), content_type="application/pdf", headers=headers)


def _panel(page: TermsPage, kind: NoticeKind, district: District) -> dict:
    """How it looks as far as it is right; what is wrong stands at the fields."""
    if page.is_valid():
        return looks(kind, page.draft(), district)
    errors = page.form.errors
    panel = {"problem_count": page.problem_count, "text_problems": errors.get("text", [])}
    if page.rows:
        ladder, fields = page.rows
        text, phone = (page.form[name].value() or "" for name in ("text", "contact_phone"))
        panel |= text_looks(text, fields, ladder, phone)
    return panel


def _saved(form, save):
    """What `save` gives; None with the errors at their fields when the domain refuses."""
    try:
        return save()
    except ValidationError as error:
        known = {name if name in form.fields else None for name in getattr(error, "error_dict", {})}
        form.add_error(None, error if None not in known else error.messages)
        return None


def _kind(code: str) -> NoticeKind:
    return get_object_or_404(kinds.all_kinds(), code=code)


def _terms(kind: NoticeKind, version: int | None) -> NoticeTerms | None:
    if version is None:
        return kind.versions[0] if kind.versions else None
    every = NoticeTerms.objects.select_related("alimtalk_template", "created_by")
    return get_object_or_404(every, kind=kind, version=version)


def _district(request) -> District:
    """In whose name the specimen speaks.

    Kinds hold for the whole district: raises PermissionDenied for a role over less.
    """
    district = campaigns.district_of(request.user, MANAGE)
    if district is None:
        raise PermissionDenied
    return district
