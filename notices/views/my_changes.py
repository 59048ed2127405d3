"""Services, consents and the receipt of a change, on a resident's own page."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from enrollment.domain import consent, withdraw
from enrollment.domain.services import set_services
from enrollment.enums import ConsentPurpose
from enrollment.models import Change
from enrollment.queries.consent_texts import current_texts
from enrollment.queries.consents import latest_consents, unanswered
from notices.forms.my_changes import AnswerAgainForm, GiveConsentForm, ServicesForm
from notices.queries import my
from notices.views.my_frame import done, own_person, proof_of, to_receipt
from portal.accounts.access import signed_in


@never_cache
@require_safe
@signed_in
def data(request, pk: int):
    """Everything that is held about one person: for the reader alone, so nothing is masked."""
    return render(request, "my/data.html", {"held": my.everything(own_person(request, pk))})


@never_cache
@require_safe
@signed_in
def change(request, receipt_no: str):
    """What was done, with its receipt."""
    people = my.people_of(request.user)
    own = Q(person__in=people) | Q(person=None, household__in=people.values("household"))
    found = get_object_or_404(Change.objects.filter(own).select_related("person"), receipt_no=receipt_no)
    return render(request, "my/change.html", {"change": found, "people": people})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def services(request, pk: int):
    """Start and end single services."""
    person = own_person(request, pk)
    current = set(my.running_services(person).values_list("service__code", flat=True))
    form = ServicesForm(request.POST if request.method == "POST" else None, current=current)

    def act(**basis):
        return set_services(person=person, codes=form.cleaned_data["services"], **basis)

    if answer := done(request, form, act):
        return answer
    return render(request, "my/services.html", {"form": form, "person": person})


@never_cache
@require_safe
@signed_in
def consents(request, pk: int):
    """Every text in force with the answer that holds, and the way to give or withdraw each."""
    person = own_person(request, pk)
    answers = latest_consents(person)
    rows = [{"text": text, "answer": answers.get(purpose)} for purpose, text in current_texts().items()]
    context = {"person": person, "rows": rows, "to_answer": unanswered(person)}
    return render(request, "my/consents.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def one_consent(request, pk: int, purpose: str):
    """Give one consent, or see what ends with it and withdraw it."""
    person, text = own_person(request, pk), current_texts().get(purpose)
    if text is None:
        raise Http404
    answer = latest_consents(person).get(purpose)
    if answer is not None and answer.given:
        return _withdraw(request, person, purpose, answer)
    form = GiveConsentForm(request.POST if request.method == "POST" else None, text=text)

    def act(*, on, **basis):
        """A consent holds from this moment on."""
        version = form.cleaned_data["version"]
        return consent.give(person=person, purpose=purpose, version=version, **basis)

    if sent := done(request, form, act):
        return sent
    return render(request, "my/consent_give.html", {"form": form, "person": person, "text": text})


def _withdraw(request, person, purpose: str, answer):
    problem = None
    if request.method == "POST" and "withdraw" in request.POST:
        try:
            return to_receipt(
                withdraw.withdraw_consent(
                    person=person,
                    purpose=purpose,
                    on=timezone.localdate(),
                    proof=proof_of(request),
                    by=request.user,
                )
            )
        except ValidationError as error:
            problem = error.messages[0]
    context = {
        "person": person,
        "answer": answer,
        "problem": problem,
        "leaving": withdraw.means_leaving(person, purpose),
        "services": withdraw.services_resting_on(person, purpose),
        "topics": my.topics_of(person) if purpose == ConsentPurpose.PUBLIC_INFO else [],
    }
    return render(request, "my/consent_withdraw.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def answer_again(request, pk: int):
    """Answer the texts that changed in substance since they were consented to."""
    person = own_person(request, pk)
    texts = unanswered(person)
    if not texts:
        messages.info(request, _("다시 답할 동의가 없습니다."))
        return redirect("my_consents", pk)
    form = AnswerAgainForm(request.POST if request.method == "POST" else None, texts=texts)
    if request.method == "POST" and form.is_valid():
        try:
            changes = withdraw.answer_texts(
                person=person,
                answers=form.answers(),
                on=timezone.localdate(),
                proof=proof_of(request),
                by=request.user,
            )
        except ValidationError as error:
            form.add_refusal(error)
        else:
            messages.success(request, _("답해 주셔서 고맙습니다. 지금부터 바로 적용됩니다."))
            return to_receipt(changes[-1])
    context = {"form": form, "person": person, "leave_url": reverse("my_leave", args=[pk])}
    return render(request, "my/consents_again.html", context)
