"""Typing in paper applications, one after the other, without leaving the keyboard."""

from functools import partial
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from enrollment.domain.double_entry import type_in
from enrollment.forms.batch_paper import BatchPaperForm
from enrollment.forms.paper import PaperForm
from enrollment.forms.paper_help import duplicate_trigger, suggest_addresses
from enrollment.forms.paper_reading import application_form, intake
from enrollment.models import IntakeBatch
from enrollment.queries.intake import figures, next_returned
from enrollment.views.desk import batch, doubts, scans
from enrollment.views.desk.frame import dongs_of, own_batches
from portal.accounts.access import requires
from portal.accounts.enums import Permission

APPLICANT = (
    "tong_ban", "name", "birth_date", "sex", "relation", "head_name", "road_address", "address_detail"
)  # fmt: skip
GUARDIAN = ("guardian_name", "guardian_phone", "guardian_relation")
SHORTCUTS = [
    {"keys": "Enter", "label": _("다음 칸")},
    {"keys": "Ctrl + Enter", "label": _("저장하기 (Alt + Enter도 됩니다)")},
    {"keys": "1 ~ 9", "label": _("목록과 선택 항목에서 번호로 고르기")},
    {"keys": "1, 2", "label": _("동의에서 예, 아니요")},
    {"keys": "↓ ↑", "label": _("찾은 주소 고르기. Enter로 정하고 Esc로 닫습니다")},
    {"keys": "Alt + U", "label": _("스캔 파일로 가기")},
]


@requires(Permission.ENTER_APPLICATION)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk_entry(request):
    """One paper form of no batch; after saving, the next one with date, place and leader kept."""
    dongs = dongs_of(request, Permission.ENTER_APPLICATION)
    return _entry(request, partial(PaperForm, dongs=dongs))


@requires(Permission.ENTER_APPLICATION)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk_intake_entry(request, batch_id: int):
    """The forms of one batch, one after the other, until none is left to enter."""
    pile = get_object_or_404(own_batches(request), pk=batch_id)
    waiting = next_returned(pile)
    if waiting is None and request.method != "POST":
        messages.info(request, _("입력할 서식이 없습니다. 돌아온 신청서가 있으면 먼저 인수해 주세요."))
        return redirect("desk_intake_batch", pile.pk)
    offered = {"form_no": waiting.form_no} if waiting else {}
    return _entry(request, partial(BatchPaperForm, batch=pile), pile=pile, offered=offered)


def _entry(request, sheet, *, pile: IntakeBatch | None = None, offered: dict | None = None):
    if request.method == "POST":
        form = sheet(request.POST)
        in_doubt = doubts.unconfirmed(request, form) if form.is_valid() else []
        if form.is_valid() and not in_doubt and _save(request, form, pile):
            return redirect(request.path)
        context = _context(request, form, pile) | {"question": doubts.question(request, in_doubt)}
        return render(request, "desk/entry.html", context)
    line = batch.kept(request.session, pile).get("line", {})
    key = scans.offered_key(request) or uuid4()
    form = sheet(initial={"submission_key": key, **line, **(offered or {})})
    saved = batch.just_saved(request.session, pile)
    form.start_at("tong_ban" if line else "collected_on", described_by="saved" if saved else "")
    return render(request, "desk/entry.html", _context(request, form, pile) | {"saved": saved})


def _save(request, form: PaperForm, pile: IntakeBatch | None) -> bool:
    try:
        accepted = type_in(form=application_form(form), intake=intake(form), by=request.user)
    except ValidationError as error:
        form.add_problems(error.message_dict)
        return False
    batch.keep(request.session, form, accepted, pile)
    return True


def _context(request, form: PaperForm, pile: IntakeBatch | None) -> dict:
    suggest_addresses(form)
    return {
        **scans.beside(request, form),
        "duplicates": duplicate_trigger(),
        "form": form,
        "pile": pile,
        "pile_figures": figures(pile) if pile else None,
        "applicant_fields": [form[name] for name in APPLICANT],
        "guardian_fields": [form[name] for name in GUARDIAN],
        "shortcuts": SHORTCUTS,
    }


@requires(Permission.ENTER_APPLICATION)
@never_cache
@require_GET
def desk_leaders(request):
    """The options of the tong-leader list for another dong or intake date."""
    names = ("dong", "collected_on", "collected_by")
    typed = {name: request.GET.get(name, "") for name in names}
    form = PaperForm(initial=typed, dongs=dongs_of(request, Permission.ENTER_APPLICATION))
    return render(request, "desk/_leaders.html", {"field": form["collected_by"]})
