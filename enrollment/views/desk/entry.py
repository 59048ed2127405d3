"""Typing in paper applications, one after the other, without leaving the keyboard."""

from uuid import uuid4

from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from enrollment.domain.apply import accept
from enrollment.forms.paper import PaperForm
from enrollment.forms.paper_reading import application_form, intake
from enrollment.views.desk import batch
from enrollment.views.desk.frame import dongs_of
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
]


@requires(Permission.ENTER_APPLICATION)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk_entry(request):
    """One paper form; after saving, the next one with the batch line kept."""
    dongs = dongs_of(request, Permission.ENTER_APPLICATION)
    if request.method == "POST":
        form = PaperForm(request.POST, dongs=dongs)
        if form.is_valid() and _save(request, form):
            return redirect("desk_entry")
        return render(request, "desk/entry.html", _context(request, form, dongs))
    line = batch.kept(request.session).get("line", {})
    form = PaperForm(initial={"submission_key": uuid4(), **line}, dongs=dongs)
    form.start_at("tong_ban" if line else "collected_on", described_by="saved" if line else "")
    return render(request, "desk/entry.html", _context(request, form, dongs))


def _save(request, form: PaperForm) -> bool:
    try:
        accepted = accept(form=application_form(form), intake=intake(form), by=request.user)
    except ValidationError as error:
        form.add_problems(error.message_dict)
        return False
    batch.keep(request.session, form, accepted)
    return True


def _context(request, form: PaperForm, dongs: list) -> dict:
    return {
        "form": form,
        "applicant_fields": [form[name] for name in APPLICANT],
        "guardian_fields": [form[name] for name in GUARDIAN],
        "saved": None if form.is_bound else batch.kept(request.session).get("saved"),
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
