"""Changing a contact on a resident's own page: the new one answers with a code first."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from enrollment.domain.contact import change_contact
from enrollment.enums import ContactKind
from enrollment.forms.online import CodeForm
from notices.forms.my_changes import ContactForm
from notices.views.my_frame import own_person, proof_of, to_receipt
from portal.accounts.access import signed_in
from portal.accounts.verification import REFUSED, check_code, send_code
from portal.common import phone
from portal.common.refused import recall, remember

CONTACT = "my_contact"


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
