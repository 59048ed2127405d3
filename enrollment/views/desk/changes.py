"""Changing and ending what a household of the own dong has, on paper: the same verbs as on its own page."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from enrollment.domain import guardian
from enrollment.domain.contact import change_contact
from enrollment.domain.leave import leave_household, leave_person
from enrollment.domain.move import NewHome, move_within
from enrollment.domain.services import set_services
from enrollment.domain.withdraw import answer_texts
from enrollment.enums import ContactKind
from enrollment.forms.changes import ConsentsForm, ContactForm, LeaveForm, MoveForm, ServicesForm
from enrollment.models import Application
from enrollment.queries.consent_texts import current_texts
from enrollment.queries.consents import latest_consents, unanswered
from enrollment.queries.desk import own_dongs
from enrollment.queries.people import members_here
from enrollment.views.desk.change_page import METHODS, answer, data_of, household_of, person_of
from portal.accounts.access import requires
from portal.accounts.enums import Permission
from portal.common import masking


@requires(Permission.ENTER_APPLICATION)
@never_cache
@require_http_methods(METHODS)
def desk_leave(request, household_id: int):
    """Withdrawal, move out, death and deregistration of one member or of all."""
    household = household_of(request, household_id)
    form = LeaveForm(data_of(request), people=members_here(household))

    def act(**basis):
        reason = form.cleaned_data["reason"]
        if form.person is None:
            return leave_household(household=household, reason=reason, **basis)
        return leave_person(person=form.person, reason=reason, **basis)

    return answer(
        request, form, household, act,
        title=_("탈퇴·전출·사망·말소"), action=_("탈퇴 처리하기"), danger=True,
        lead=_(
            "서비스와 소식이 적용일에 끝나고, 기다리던 발송은 바로 멈춥니다. 사망이 아니면 본인에게 알립니다."
        ),
    )  # fmt: skip


@requires(Permission.ENTER_APPLICATION)
@never_cache
@require_http_methods(METHODS)
def desk_move(request, household_id: int):
    """A move within the district; the past stays with the dong it was in."""
    household = household_of(request, household_id)
    form = MoveForm(data_of(request), household=household)

    return answer(
        request, form, household,
        lambda **basis: move_within(household=household, to=NewHome.of(form), **basis),
        title=_("구 안에서 이사"), action=_("주소 바꾸기"),
        lead=_("적용일부터 새 동의 세대로 셉니다. 그 전의 신청률은 바뀌지 않습니다."),
    )  # fmt: skip


@requires(Permission.ENTER_APPLICATION)
@never_cache
@require_http_methods(METHODS)
def desk_services(request, household_id: int, person_id: int):
    """Start and end single services of a member."""
    person = person_of(request, household_id, person_id)
    current = set(person.periods.filter(ends_on=None).values_list("service__code", flat=True))
    form = ServicesForm(data_of(request), current=current)

    return answer(
        request, form, person.household,
        lambda **basis: set_services(person=person, codes=form.cleaned_data["services"], **basis),
        title=_("%(name)s 님의 서비스") % {"name": masking.name(person.name)}, action=_("서비스 바꾸기"),
    )  # fmt: skip


@requires(Permission.ENTER_APPLICATION)
@never_cache
@require_http_methods(METHODS)
def desk_contact(request, household_id: int, person_id: int, kind: str):
    """A new phone or mail address of a member who stands at the desk; the former one is told."""
    if kind not in ContactKind.values:
        raise Http404
    person = person_of(request, household_id, person_id)
    form = ContactForm(data_of(request), kind=ContactKind(kind))

    return answer(
        request, form, person.household,
        lambda **basis: change_contact(person=person, kind=kind, value=form.cleaned_data["value"], **basis),
        title=_("%(name)s 님의 연락처") % {"name": masking.name(person.name)}, action=_("연락처 바꾸기"),
        lead=_("신분증으로 본인을 확인해 주세요. 이전 연락처에도 바뀐 사실을 알립니다."),
    )  # fmt: skip


@requires(Permission.ENTER_APPLICATION)
@never_cache
@require_http_methods(METHODS)
def desk_consents(request, household_id: int, person_id: int):
    """Consents of a member as the paper says: given, withdrawn, answered anew."""
    person = person_of(request, household_id, person_id)
    form = ConsentsForm(
        data_of(request),
        texts=list(current_texts().values()),
        held=latest_consents(person),
        changed={text.purpose for text in unanswered(person)},
    )

    def act(**basis):
        changes = answer_texts(person=person, answers=form.differences(), **basis)
        return changes[-1] if changes else None

    return answer(
        request, form, person.household, act,
        title=_("%(name)s 님의 동의") % {"name": masking.name(person.name)}, action=_("동의 바꾸기"),
        lead=_("필수 동의를 철회하거나 남는 서비스가 없으면 탈퇴로 처리합니다."),
    )  # fmt: skip


@requires(Permission.ENTER_APPLICATION)
@require_POST
def desk_guardian(request, application_id: int):
    """Send a guardian the address of the confirmation page once more."""
    application = get_object_or_404(
        Application.objects.filter(household__dong__in=own_dongs(request.user, Permission.ENTER_APPLICATION)),
        pk=application_id,
    )
    try:
        guardian.ask_again(application=application, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("법정대리인에게 확인 주소를 다시 보냈습니다."))
    return redirect("desk_household", application.household_id)
