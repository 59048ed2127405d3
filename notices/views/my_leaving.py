"""Leaving, moving and changing a contact, on a resident's own page."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from enrollment.domain.contact import change_contact
from enrollment.domain.leave import leave_household, leave_person
from enrollment.domain.move import NewHome, move_within
from enrollment.domain.move_member import move_member
from enrollment.enums import ContactKind
from enrollment.forms.moving import MyMemberMoveForm
from enrollment.forms.online import CodeForm
from enrollment.queries.people import (
    all_of_one_account,
    is_here,
    may_end_household,
    may_report_death,
    members_here,
    staying_without,
)
from notices.forms.my_changes import ContactForm, LeaveForm, MoveForm
from notices.queries import my
from notices.views.my_frame import own_person, proof_of, to_receipt
from portal.accounts.access import signed_in
from portal.accounts.verification import REFUSED, check_code, send_code
from portal.common import masking, phone
from portal.common.refused import recall, remember

CONTACT = "my_contact"
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
    if request.method == "POST" and form.is_valid():
        try:
            return to_receipt(
                leave_person(
                    person=person,
                    reason=form.cleaned_data["reason"],
                    on=timezone.localdate(),
                    proof=proof_of(request),
                    by=request.user,
                )
            )
        except ValidationError as error:
            form.add_refusal(error)
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
    if request.method == "POST" and form.is_valid():
        try:
            return to_receipt(
                leave_household(
                    household=person.household,
                    reason=form.cleaned_data["reason"],
                    on=timezone.localdate(),
                    proof=proof_of(request, asked_by=person.pk),
                    by=request.user,
                )
            )
        except ValidationError as error:
            form.add_refusal(error)
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
    if request.method == "POST" and form.is_valid():
        try:
            return to_receipt(
                move_within(
                    household=person.household,
                    to=NewHome.of(form),
                    on=timezone.localdate(),
                    proof=proof_of(request, asked_by=person.pk),
                    by=request.user,
                )
            )
        except ValidationError as error:
            form.add_refusal(error)
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
    if request.method == "POST" and form.is_valid():
        try:
            return to_receipt(
                move_member(
                    person=person,
                    to=NewHome.of(form),
                    on=timezone.localdate(),
                    proof=proof_of(request),
                    by=request.user,
                    successor=form.successor,
                )
            )
        except ValidationError as error:
            form.add_refusal(error)
    return render(request, "my/move_alone.html", {"form": form, "person": person})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def contact(request, pk: int, kind: str):
    """The new phone or mail address; a code goes to it first."""
    person, kind = own_person(request, pk), _kind(kind)
    form = ContactForm(request.POST if request.method == "POST" else None, kind=kind)
    if request.method == "POST" and form.is_valid():
        value = form.cleaned_data["value"]
        try:
            send_code(kind=kind, value=value, request=request)
        except ValidationError as error:
            form.add_error("value", error)
        else:
            request.session[CONTACT] = {"person": person.pk, "kind": kind.value, "value": value}
            return redirect("my_contact_code", pk, kind.value)
    current = person.contacts.filter(kind=kind, ended_at=None).first()
    context = {"form": form, "person": person, "kind": kind, "current": current}
    return render(request, "my/contact.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def contact_code(request, pk: int, kind: str):
    """Typing the code; then the contact changes, and the former one is told."""
    person, kind = own_person(request, pk), _kind(kind)
    asked = request.session.get(CONTACT, {})
    if (asked.get("person"), asked.get("kind")) != (person.pk, kind.value):
        return redirect("my_contact", pk, kind.value)
    value = asked["value"]
    if request.method == "POST":
        if "resend" in request.POST:
            return _resend(request, person, kind, value)
        return _check_code(request, person, kind, value)
    form = recall(request, CodeForm)
    shown = phone.display(value) if kind == ContactKind.MOBILE else value
    return render(
        request, "my/contact_code.html", {"form": form, "person": person, "shown": shown, "kind": kind}
    )


def _check_code(request, person, kind: ContactKind, value: str):
    form = CodeForm(request.POST)
    if form.is_valid() and check_code(kind=kind, value=value, code=form.cleaned_data["code"]):
        return _change(request, person, kind, value)
    if not form.errors:
        form.add_error("code", REFUSED)
    remember(request, form)
    return redirect("my_contact_code", person.pk, kind.value)


def _resend(request, person, kind: ContactKind, value: str):
    try:
        send_code(kind=kind, value=value, request=request)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("인증번호를 다시 보냈습니다. 새 번호를 입력해 주세요."))
    return redirect("my_contact_code", person.pk, kind.value)


def _change(request, person, kind: ContactKind, value: str):
    request.session.pop(CONTACT, None)
    try:
        done = change_contact(
            person=person,
            kind=kind,
            value=value,
            proof=proof_of(request, code_to=kind.value),
            by=request.user,
        )
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("my_contact", person.pk, kind.value)
    if done is None:
        messages.info(request, _("바뀐 것이 없습니다."))
        return redirect("my")
    return to_receipt(done)


def _kind(text: str) -> ContactKind:
    try:
        return ContactKind(text)
    except ValueError:
        raise Http404 from None
