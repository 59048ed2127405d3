"""Typing drawn forms a second time, and deciding where the two typings differ."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from enrollment.domain import double_entry
from enrollment.domain.correct_home import HOME
from enrollment.domain.match import others_like
from enrollment.enums import DoubleEntryState
from enrollment.forms.paper_reading import application_form, intake
from enrollment.forms.second_paper import DifferencesForm, SecondPaperForm
from enrollment.models import Application, DoubleEntry
from enrollment.queries import double_entry as queries
from enrollment.views.desk.entry import APPLICANT, GUARDIAN, SHORTCUTS
from enrollment.views.desk.frame import dongs_of
from enrollment.views.desk.scan_looks import with_look
from enrollment.views.desk.typed_words import field_labels, words
from portal.accounts.access import may, requires
from portal.accounts.enums import Permission
from portal.common.access import log_access
from portal.common.models import AccessLog

FIGURES_OF = timedelta(days=90)


@requires(Permission.ENTER_APPLICATION)
@never_cache
@require_GET
def desk_double_entry(request):
    """What waits for a second typing or a decision, and how often typings disagree."""
    dongs = dongs_of(request, Permission.ENTER_APPLICATION)
    entries = queries.open_entries(dongs)
    figures = queries.disagreement(dongs, since=timezone.now() - FIGURES_OF)
    labels = field_labels(dongs[0])
    context = {
        "entries": [
            {"entry": entry, "is_own": double_entry.is_first_clerk(entry.application, request.user)}
            for entry in entries
        ],
        "figures": figures,
        "days": FIGURES_OF.days,
        "by_field": [
            {"label": labels.get(name, name), "number": number, "wrong": wrong}
            for name, number, wrong in figures.by_field
        ],
        "share": settings.DOUBLE_ENTRY_SHARE,
    }
    return render(request, "desk/double_entry.html", context)


@requires(Permission.ENTER_APPLICATION)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk_double_entry_form(request, entry_id: int):
    """One drawn form: first typed again blind, then its differences decided."""
    entry = _own(request, entry_id)
    if double_entry.is_first_clerk(entry.application, request.user):
        messages.error(request, _("처음 입력한 직원은 두 번째로 입력하거나 확인할 수 없습니다."))
        return redirect("desk_double_entry")
    step = _second_typing if entry.state == DoubleEntryState.DRAWN else _differences
    return step(request, entry)


def _own(request, entry_id: int) -> DoubleEntry:
    dongs = dongs_of(request, Permission.ENTER_APPLICATION)
    return get_object_or_404(queries.open_entries(dongs).defer(None), pk=entry_id)


def _second_typing(request, entry: DoubleEntry):
    form = SecondPaperForm(request.POST if request.method == "POST" else None, application=entry.application)
    if request.method == "POST" and form.is_valid():
        try:
            typed = double_entry.type_again(
                entry=entry, form=application_form(form), intake=intake(form), by=request.user
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("desk_double_entry")
        if typed.state == DoubleEntryState.DIFFERS:
            return redirect("desk_double_entry_form", typed.pk)
        messages.success(request, _("두 번의 입력이 같습니다."))
        return redirect("desk_double_entry")
    if request.method != "POST":
        form.start_at("collected_on")
    context = {
        "form": form,
        "entry": entry,
        "scan": with_look(request, getattr(entry.application, "scan", None)),
        "applicant_fields": [form[name] for name in APPLICANT],
        "guardian_fields": [form[name] for name in GUARDIAN],
        "shortcuts": SHORTCUTS,
    }
    return render(request, "desk/double_entry_form.html", context)


def _differences(request, entry: DoubleEntry):
    labels = field_labels(entry.application.dong)
    named = {name: labels[name] for name in entry.differences}
    form = DifferencesForm(request.POST if request.method == "POST" else None, fields=named)
    if request.method == "POST" and form.is_valid():
        try:
            double_entry.resolve(entry=entry, answers=form.cleaned_data, by=request.user)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("다른 값을 확인했습니다. 고친 것은 감사기록에 남았습니다."))
            return _after(request, entry, form.cleaned_data)
    first, second = double_entry.both(entry)
    log_access(
        request,
        action=AccessLog.Action.VIEW,
        subject_type="person",
        subject_ids=[entry.application.person_id],
        reason=_("이중 입력 확인"),
    )
    rows = [
        {"field": form[name], "first": words(name, first[name]), "second": words(name, second[name])}
        for name in entry.differences
    ]
    scan = with_look(request, getattr(entry.application, "scan", None))
    context = {"form": form, "entry": entry, "rows": rows, "scan": scan}
    return render(request, "desk/double_entry_differences.html", context)


def _after(request, entry: DoubleEntry, answers: dict[str, str]):
    """Back to the list; where a corrected home resembles another one, first to the two side by side."""
    put_right = {name for name, answer in answers.items() if answer == double_entry.SECOND}
    house = Application.objects.select_related("household").get(pk=entry.application_id).household
    if put_right & HOME and others_like(house):
        message = _("고친 주소나 세대주와 비슷한 세대가 있습니다. 같은 세대인지 확인해 주세요.")
        messages.warning(request, message)
        if may(request.user, Permission.ENTER_APPLICATION, house):
            return redirect("desk_household_merge", house.pk)
    return redirect("desk_double_entry")
