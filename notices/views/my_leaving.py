"""Leaving and moving, on a resident's own page."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from enrollment.domain.leave import leave_household, leave_person
from enrollment.domain.move import NewHome, move_within
from enrollment.domain.move_member import move_member
from enrollment.forms.moving import MyMemberMoveForm
from enrollment.queries.people import (
    all_of_one_account,
    is_here,
    may_end_household,
    may_report_death,
    members_here,
    staying_without,
)
from notices.forms.my_changes import LeaveForm, MoveForm
from notices.queries import my
from notices.views.my_frame import done, own_person
from portal.accounts.access import signed_in
from portal.common import masking

WHOLE_AT_DESK = gettext_lazy(
    "온라인에서는 세대주가 같은 계정에 연결한 가족의 일만 함께 알릴 수 있습니다. 동 주민센터에 알려 주세요."
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def leave(request, pk: int):
    """What ends and when, then ending it for one person."""
    person = own_person(request, pk)
    if not is_here(person):
        return _gone(request)
    form = LeaveForm(
        request.POST if request.method == "POST" else None, may_die=may_report_death(person, request.user)
    )

    def act(**basis):
        return leave_person(person=person, reason=form.cleaned_data["reason"], **basis)

    if answer := done(request, form, act):
        return answer
    context = {"form": form, "person": person, "ends": my.what_ends(person), "today": timezone.localdate()}
    context["may_end_household"] = may_end_household(person) and len(members_here(person.household)) > 1
    return render(request, "my/leave.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def leave_all(request, pk: int):
    """The same for the whole household: by its head, of members who share the head's account."""
    person = own_person(request, pk)
    if not is_here(person):
        return _gone(request)
    if not may_end_household(person):
        messages.warning(request, WHOLE_AT_DESK)
        return redirect("my_leave", pk)
    form = LeaveForm(request.POST if request.method == "POST" else None)

    def act(**basis):
        reason = form.cleaned_data["reason"]
        return leave_household(household=person.household, reason=reason, **basis)

    if answer := done(request, form, act, asked_by=person.pk):
        return answer
    context = {
        "form": form,
        "person": person,
        "members": [masking.name(member.name) for member in members_here(person.household)],
        "today": timezone.localdate(),
    }
    return render(request, "my/leave_household.html", context)


def _gone(request):
    messages.info(request, _("이미 탈퇴했습니다. 다시 이용하려면 새로 신청해 주세요."))
    return redirect("my")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def move(request, pk: int):
    """A new address within the district, for a household whose members share the account of its head."""
    person = own_person(request, pk)
    if not may_end_household(person):
        messages.warning(request, WHOLE_AT_DESK)
        return redirect("my")
    form = MoveForm(person.household, request.POST if request.method == "POST" else None)

    def act(**basis):
        return move_within(household=person.household, to=NewHome.of(form), **basis)

    if answer := done(request, form, act, asked_by=person.pk):
        return answer
    context = {"form": form, "person": person, "is_alone": len(members_here(person.household)) == 1}
    return render(request, "my/move.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def move_alone(request, pk: int):
    """A new address within the district for one person; the others of the household stay."""
    person = own_person(request, pk)
    if not is_here(person):
        return _gone(request)
    staying = staying_without(person)
    if staying and not all_of_one_account([person, *staying]):
        messages.warning(request, WHOLE_AT_DESK)
        return redirect("my")
    form = MyMemberMoveForm(
        request.POST if request.method == "POST" else None, person=person, staying=staying
    )

    def act(**basis):
        return move_member(person=person, to=NewHome.of(form), successor=form.successor, **basis)

    if answer := done(request, form, act):
        return answer
    return render(request, "my/move_alone.html", {"form": form, "person": person})
