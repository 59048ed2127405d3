"""A word while a clerk types: this looks entered already. It informs and never stops anybody."""

from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from enrollment.domain import lookalikes
from enrollment.forms.paper import PaperForm
from enrollment.forms.paper_reading import application_form
from enrollment.models import Dong
from enrollment.veil import MASKED
from enrollment.views.desk.frame import dongs_of
from portal.accounts.access import requires
from portal.accounts.enums import Permission
from portal.common.access import log_access
from portal.common.models import AccessLog

_SHOWN = "duplicates_shown"


@requires(Permission.ENTER_APPLICATION)
@never_cache
@require_POST
def desk_duplicates(request):
    """What the form so far resembles in the clerk's own dongs: receipt numbers and masked names."""
    dongs = dongs_of(request, Permission.ENTER_APPLICATION)
    typed = _typed(request, dongs)
    people = lookalikes.same_people(typed, dongs) if typed else []
    mine = {person.household_id for person in people}
    homes = (
        [home for home in lookalikes.same_households(typed, dongs) if home.pk not in mine] if typed else []
    )
    _log(request, [*mine, *(home.pk for home in homes)])
    context = {
        "used_receipt": lookalikes.form_number_used(typed) if typed else "",
        "people": [{"receipt_no": one.receipt_no, "name": MASKED.name(one.name)} for one in people],
        "homes": [{"receipt_no": one.receipt_no, "head": MASKED.name(one.head_name)} for one in homes],
    }
    return render(request, "desk/_duplicates.html", context)


def _typed(request, dongs: list[Dong]) -> lookalikes.Typed | None:
    """What can be read so far; None while it is not clear for which dong."""
    form = PaperForm(request.POST, dongs=dongs)
    form.is_valid()
    if form.chosen_dong is None:
        return None
    read, data = application_form(form), form.cleaned_data
    return lookalikes.Typed(
        dong=form.chosen_dong,
        name=read.name,
        birth_date=read.birth_date,
        head_name=read.head_name,
        road_address=read.road_address,
        address_detail=read.address_detail,
        mobile=read.mobile,
        form_no=data.get("form_no", ""),
    )


def _log(request, household_ids: list[int]) -> None:
    """One line for what is shown, not one for each key pressed."""
    if household_ids and request.session.get(_SHOWN) != household_ids:
        request.session[_SHOWN] = household_ids
        log_access(
            request, action=AccessLog.Action.SEARCH, subject_type="household", subject_ids=household_ids
        )
