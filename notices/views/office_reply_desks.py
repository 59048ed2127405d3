"""`/office/replies/desks/` and `/templates/`: who answers what, and the ready answers."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enrollment.models import District
from notices.domain.reply import desk as desks
from notices.forms.reply_desks import DeskForm, TemplateForm
from notices.models import ReplyDesk, ReplyTemplate
from notices.queries import replies as found
from portal.accounts.access import requires
from portal.accounts.enums import Permission

MANAGE = Permission.MANAGE_REPLIES


def _district(request) -> District:
    """The district whose desks the user keeps."""
    district = found.district_of(request.user)
    if district is None:
        raise PermissionDenied
    return district


@require_safe
@requires(MANAGE)
def desk_list(request):
    return render(request, "reply/desks.html", {"desks": found.desks_of([_district(request).pk])})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def desk_new(request):
    return _desk(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def desk_edit(request, pk: int):
    return _desk(request, get_object_or_404(ReplyDesk, pk=pk, district=_district(request)))


def _desk(request, desk: ReplyDesk | None):
    district = _district(request)
    initial = {
        "name": desk.name,
        "due_days": desk.due_days,
        "is_open": desk.is_open,
        "topics": desk.topics.all(),
        "members": desk.members.all(),
    } if desk else None  # fmt: skip
    form = DeskForm(request.POST or None, initial=initial, district=district)
    if request.method == "POST" and form.is_valid():
        try:
            desks.save_desk(district=district, desk=desk, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("부서를 저장했습니다."))
            return redirect("office_reply_desks")
    title = _("부서 고치기") if desk else _("부서 만들기")
    return render(request, "reply/desk_form.html", {"form": form, "desk": desk, "title": title})


@require_safe
@requires(MANAGE)
def template_list(request):
    _district(request)
    return render(request, "reply/templates.html", {"templates": _templates(request).select_related("desk")})


def _templates(request):
    """Those of the own district's desks, and those of all."""
    own = ReplyTemplate.objects.filter(desk__district=_district(request))
    return (own | ReplyTemplate.objects.filter(desk=None)).order_by("title")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def template_new(request):
    return _template(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def template_edit(request, pk: int):
    return _template(request, get_object_or_404(_templates(request), pk=pk))


def _template(request, template: ReplyTemplate | None):
    own = ReplyDesk.objects.filter(district=_district(request))
    initial = {"title": template.title, "body": template.body, "desk": template.desk_id} if template else None
    form = TemplateForm(request.POST or None, initial=initial, desks=own)
    if request.method == "POST" and form.is_valid():
        desks.save_template(template=template, by=request.user, **form.cleaned_data)
        messages.success(request, _("답변 서식을 저장했습니다."))
        return redirect("office_reply_templates")
    title = _("답변 서식 고치기") if template else _("답변 서식 만들기")
    return render(request, "reply/template_form.html", {"form": form, "template": template, "title": title})


@require_POST
@requires(MANAGE)
def template_delete(request, pk: int):
    desks.delete_template(template=get_object_or_404(_templates(request), pk=pk), by=request.user)
    messages.success(request, _("답변 서식을 지웠습니다."))
    return redirect("office_reply_templates")
