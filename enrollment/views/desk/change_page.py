"""The page on which a clerk changes one thing of a household, with its paper; every change answers alike."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from enrollment.domain.tell import counting
from enrollment.models import Household, Person
from enrollment.queries.desk import own_dongs
from enrollment.queries.people import lacks_head
from portal.accounts.enums import Permission
from portal.common.access import log_access
from portal.common.models import AccessLog

METHODS = ["GET", "HEAD", "POST"]


def household_of(request, pk: int) -> Household:
    """A household of an own dong, or 404 as if another dong's did not exist."""
    found = get_object_or_404(
        Household.objects.filter(
            dong__in=own_dongs(request.user, Permission.ENTER_APPLICATION)
        ).select_related("dong__district"),
        pk=pk,
    )
    log_access(request, action=AccessLog.Action.VIEW, subject_type="household", subject_ids=[found.pk])
    return found


def person_of(request, household_id: int, pk: int) -> Person:
    household = household_of(request, household_id)
    return get_object_or_404(household.people.select_related("household__dong__district", "user"), pk=pk)


def _page(request, form, household: Household, *, title: str, action: str, lead: str = "", danger=False):
    context = {
        "form": form,
        "title": title,
        "lead": lead,
        "action_label": action,
        "danger": danger,
        "back_url": reverse("desk_household", args=[household.pk]),
    }
    return render(request, "desk/change.html", context)


def _done(request, change, household: Household, *, is_told: bool):
    text = _("처리했습니다. 접수번호는 %(receipt_no)s입니다. 본인에게는 알리지 않았습니다.")
    if is_told:
        text = _("처리했습니다. 접수번호는 %(receipt_no)s입니다. 본인에게도 알렸습니다.")
    messages.success(request, text % {"receipt_no": change.receipt_no})
    household.refresh_from_db()
    own = own_dongs(request.user, Permission.VIEW_HOUSEHOLD).filter(pk=household.dong_id)
    if own.exists() and not household.closed_on and lacks_head(household):
        messages.warning(request, _("세대주가 없는 세대가 되었습니다. 새 세대주를 정해 주세요."))
        return redirect("desk_head", household.pk)
    return redirect("desk_household", household.pk) if own.exists() else redirect("desk")


def answer(request, form, household: Household, act, **page):
    """Do `act` on the basis of the form when that is in order; a refusal of the domain is shown at its
    field."""
    if request.method == "POST" and form.is_valid():
        try:
            with counting() as told:
                change = act(**form.basis(request.user))
        except ValidationError as error:
            form.add_refusal(error)
        else:
            if change is not None:
                return _done(request, change, household, is_told=told.messages > 0)
            messages.info(request, _("바뀐 것이 없습니다."))
            return redirect("desk_household", household.pk)
    return _page(request, form, household, **page)


def data_of(request):
    return request.POST if request.method == "POST" else None
