"""Joining two households or two members that are one, from the household's page, and taking it back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from enrollment.domain import merge
from enrollment.domain.match import others_like
from enrollment.enums import MatchReason
from enrollment.forms.review import MergeForm, SamePersonForm
from enrollment.models import Household, HouseholdMerge, Person, PersonMerge
from enrollment.queries.review import candidates
from enrollment.veil import MASKED
from enrollment.views.desk.frame import dongs_of
from portal.accounts.access import requires
from portal.accounts.enums import Permission
from portal.common.access import log_access
from portal.common.models import AccessLog


@requires(Permission.ENTER_APPLICATION)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk_household_merge(request, household_id: int):
    """Households that may be this one, and members who may be one person."""
    dongs = dongs_of(request, Permission.ENTER_APPLICATION)
    household = _own(household_id, dongs)
    others = _others(household, dongs)
    choices = [(str(row["home"].pk), row["label"]) for row in others]
    asked = request.POST if "merge" in request.POST else None
    form = MergeForm(asked, household=household, others=choices, dongs=dongs)
    twins = SamePersonForm(request.POST if "people" in request.POST else None, members=_members(household))
    if request.method == "POST":
        done = _merge(request, household, form) if asked else _join_people(request, household, twins)
        if done:
            return done
    seen = [household.pk, *(row["home"].pk for row in others)]
    log_access(request, action=AccessLog.Action.VIEW, subject_type="household", subject_ids=seen)
    context = {
        "household": household,
        "head": MASKED.name(household.head_name),
        "others": others,
        "form": form,
        "twins": twins,
        "shown_form": form if asked else twins,
        "has_members": len(household.people.all()) > 1,
    }
    return render(request, "desk/merge.html", context)


def _own(household_id: int, dongs) -> Household:
    """The open household, or 404 as if another dong's did not exist."""
    get_object_or_404(Household, pk=household_id, dong__in=dongs, closed_on=None)
    return candidates([household_id], dongs)[household_id]


def _others(household: Household, dongs) -> list[dict]:
    found = others_like(household)
    homes = candidates([candidate.household_id for candidate in found], dongs)
    rows = []
    for candidate in found:
        if home := homes.get(candidate.household_id):
            head, address = MASKED.name(home.head_name), MASKED.address(home)
            reasons = [str(MatchReason(reason).label) for reason in candidate.reasons]
            label = _("%(head)s 세대, %(address)s") % {"head": head, "address": address}
            rows.append({"home": home, "label": label, "reasons": reasons})
    return rows


def _members(household: Household) -> list[tuple[str, str]]:
    return [(str(person.pk), _member(person)) for person in household.people.all()]


def _member(person: Person) -> str:
    """Whom and where reached: of two contacts a confirmed one stays."""
    facts = [MASKED.name(person.name), MASKED.birth_date(person.birth_date)]
    for contact in person.contacts.all():
        confirmed = _("확인됨") if contact.verified_at else _("미확인")
        facts.append(f"{MASKED.contact(contact)} ({confirmed})")
    return ", ".join(facts)


def _merge(request, household: Household, form: MergeForm):
    if not form.is_valid():
        return None
    try:
        merge.merge_households(keep=household, absorb=form.cleaned_data["household"], by=request.user)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return None
    messages.success(request, _("두 세대를 합쳤습니다. 이 화면에서 되돌릴 수 있습니다."))
    return redirect("desk_household", household.pk)


def _join_people(request, household: Household, form: SamePersonForm):
    if not form.is_valid():
        return None
    people = {str(person.pk): person for person in household.people.all()}
    keep, absorb = people[form.cleaned_data["keep"]], people[form.cleaned_data["absorb"]]
    try:
        merge.merge_people(keep=keep, absorb=absorb, by=request.user)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return None
    messages.success(request, _("한 사람으로 합쳤습니다. 이 화면에서 되돌릴 수 있습니다."))
    return redirect("desk_household", household.pk)


@requires(Permission.ENTER_APPLICATION)
@never_cache
@require_POST
def desk_household_split(request, merge_id: int):
    """Two households again."""
    dongs = dongs_of(request, Permission.ENTER_APPLICATION)
    found = get_object_or_404(HouseholdMerge, pk=merge_id, kept__dong__in=dongs)
    return _split(request, merge.split_households, found, found.kept_id)


@requires(Permission.ENTER_APPLICATION)
@never_cache
@require_POST
def desk_person_split(request, merge_id: int):
    """Two people again."""
    dongs = dongs_of(request, Permission.ENTER_APPLICATION)
    merges = PersonMerge.objects.select_related("kept")
    found = get_object_or_404(merges, pk=merge_id, kept__household__dong__in=dongs)
    return _split(request, merge.split_people, found, found.kept.household_id)


def _split(request, take_back, found, household_id: int):
    try:
        take_back(merge=found, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("합침을 되돌렸습니다. 합치기 전의 기록이 다시 쓰입니다."))
    return redirect("desk_household", household_id)
