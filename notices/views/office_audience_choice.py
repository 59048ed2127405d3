"""Choosing an audience on a page: what was typed, a saved audience loaded or kept, the count beside it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from enrollment.models import District
from notices.domain import saved_audience
from notices.domain.audience_sentence import sentence
from notices.domain.outlook import outlook
from notices.forms.audience import LoadForm
from notices.forms.segment import SegmentFields
from notices.models import SavedAudience
from notices.queries import audiences, campaigns
from portal.accounts.access import requires
from portal.accounts.enums import Permission
from portal.common.written_number import number_of


def district_of(request) -> District:
    """The district the reader drafts for. Raises PermissionDenied when there is none."""
    district = campaigns.district_of(request.user, Permission.DRAFT_CAMPAIGN)
    if district is None:
        raise PermissionDenied
    return district


def typed(request, district: District) -> QueryDict | None:
    """What was posted, None when nothing was; a saved audience to be loaded stands in the place of what was
    chosen before."""
    if request.method != "POST":
        return None
    load = LoadForm(request.POST, district=district)
    if "load" not in request.POST or not load.is_valid() or load.cleaned_data["saved"] is None:
        return request.POST
    data = request.POST.copy()
    for name, value in as_initial(load.cleaned_data["saved"]).items():
        values = value if isinstance(value, list) else [value] if value or value == 0 else []
        data.setlist(name, ["on" if item is True else str(item) for item in values if item is not False])
    return data


def asked_for(request, district: District) -> dict:
    """What the address of a new page asks to begin with: a saved audience, or an uploaded list."""
    found = {}
    if (pk := number_of(request.GET.get("audience", ""))) is not None:
        audience = audiences.saved(district).filter(pk=pk).first()
        found = as_initial(audience) if audience else {}
    if (pk := number_of(request.GET.get("list", ""))) is not None:
        if chosen := audiences.lists_of(district).filter(pk=pk).first():
            found["list_id"] = chosen.pk
    return found


def as_initial(audience: SavedAudience) -> dict:
    """The fields of a form that chooses an audience."""
    return {"kind": audience.kind, **SegmentFields.segment_initial(saved_audience.segment_of(audience))}


def beside(request, form: SegmentFields, district: District) -> LoadForm:
    """The form that loads and keeps audiences; with its button pressed, what was chosen is kept."""
    if "keep" not in request.POST:
        return LoadForm(district=district, initial={"saved": request.POST.get("saved")})
    load = LoadForm(request.POST, district=district)
    form.is_valid()
    if not load.is_valid():
        return load
    name = load.cleaned_data["audience_name"]
    if not name:
        load.add_error("audience_name", _("이름을 입력하지 않았습니다. 알아볼 이름을 적어 주세요."))
    elif not form.has_segment or "kind" in form.errors:
        load.add_error("audience_name", _("고른 조건에 잘못이 있습니다. 조건을 고친 뒤 저장해 주세요."))
    else:
        _keep(request, form, load, name, district)
    return load


def _keep(request, form, load: LoadForm, name: str, district: District) -> None:
    try:
        saved_audience.save(
            name=name,
            kind=form.cleaned_data["kind"],
            segment=form.segment(),
            district=district,
            by=request.user,
        )
    except ValidationError as error:
        load.add_error("audience_name", error.messages)
    else:
        messages.success(request, _("고른 조건을 저장했습니다. 소식은 아직 저장하지 않았습니다."))


def audience_panel(form: SegmentFields, district: District) -> dict:
    """Whom what is chosen so far reaches, by channel and dong, who is left out and why, and all in words."""
    form.is_valid()
    if not form.has_segment:
        return {"panel": True, "wrong": form.wrong_choices()}
    segment, kind = form.segment(), form.cleaned_data.get("kind") or form.fields["kind"].initial
    return {
        "panel": True,
        "kind": kind,
        "outlook": outlook(segment, kind, district=district.pk),
        "sentence": sentence(segment, kind),
    }


@require_POST
@requires(Permission.DRAFT_CAMPAIGN)
def tongs(request):
    """The tongs of the chosen dongs alone, for htmx."""
    form = SegmentFields(request.POST, district=district_of(request))
    form.errors.clear()
    return render(request, "office/_tongs.html", {"form": form})
