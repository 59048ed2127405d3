"""Importing files of applications: upload, columns, preview, progress, result, refused rows."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from enrollment.domain.import_ import files, giving_back, lacking, passes
from enrollment.domain.import_.layout import Table
from enrollment.enums import ImportState, ImportVerdict
from enrollment.forms.household_search import DownloadForm
from enrollment.forms.imports import ColumnsForm, StartForm, UploadForm
from enrollment.models import ImportFile
from enrollment.queries.imports import ASKING, asking, counts, own_files
from enrollment.queries.known import Known
from enrollment.views.desk import import_rows
from enrollment.views.desk.frame import dongs_of
from enrollment.views.desk.import_sample import samples
from portal.accounts.access import requires
from portal.accounts.enums import Permission
from portal.common.access import log_access
from portal.common.models import AccessLog
from portal.common.tabular.export import xlsx_response, xlsx_sheets_response

PAGE_SIZE = 50
FILES_SHOWN = 20
SKIPPED_SHOWN = 20


@requires(Permission.ENTER_APPLICATION)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk_import(request):
    """Upload a file, and the files uploaded before."""
    dongs = dongs_of(request, Permission.ENTER_APPLICATION)
    form = UploadForm(*((request.POST, request.FILES) if request.method == "POST" else ()), dongs=dongs)
    if form.is_valid():
        try:
            return redirect("desk_import_file", key=_take_in(request, form).key)
        except files.AlreadyTaken as taken:
            messages.info(request, _("전에 올린 것과 똑같은 파일입니다. 바뀐 것은 없습니다."))
            return redirect("desk_import_file", key=taken.file.key)
        except ValidationError as error:
            form.add_error("file", error.messages)
    page = Paginator(own_files(request.user, dongs), FILES_SHOWN).get_page(request.GET.get("page"))
    return render(request, "desk/imports.html", {"form": form, "page": page})


def _take_in(request, form: UploadForm) -> ImportFile:
    dong, data = form.chosen_dong, form.cleaned_data
    return files.take_in(
        data=data["file"].read(),
        filename=data["file"].name,
        district=form.dongs[0].district,
        dong=dong,
        only_dongs=[dong.code for dong in form.dongs],
        place=data["place"],
        collected_on=data["collected_on"],
        by=request.user,
    )


@requires(Permission.ENTER_APPLICATION)
@require_GET
def desk_import_template(request):
    """An empty list to hand to tong leaders."""
    header, example = giving_back.template_rows()
    return xlsx_response(_("신청자 명단 서식") + ".xlsx", header, [example])


@requires(Permission.ENTER_APPLICATION)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk_import_file(request, key):
    """One file, wherever it stands: its columns, its preview, its progress or its result."""
    file = _own(request, key)
    tables = [Table.from_json(data) for data in file.tables]
    columns = ColumnsForm(request.POST if "columns" in request.POST else None, tables=tables, file=file)
    if request.method == "POST" and columns.is_valid():
        try:
            files.set_columns(file=file, columns=columns.columns(), by=request.user)
            passes.start_check(file=file, by=request.user)
            return redirect("desk_import_file", key=file.key)
        except ValidationError as error:
            columns.add_error(None, error.messages)
    if file.state in files.EDITABLE:
        log_access(
            request, action=AccessLog.Action.PREVIEW, subject_type="import_file", subject_ids=[file.pk]
        )
    return render(request, "desk/import_file.html", _context(request, file, tables, columns))


def _start_form(file: ImportFile, data=None) -> StartForm:
    return StartForm(data, initial={"tell_applicants": file.tell_applicants}, asks=asking(file))


def _context(
    request, file: ImportFile, tables: list[Table], columns: ColumnsForm, start: StartForm | None = None
) -> dict:
    dongs = dongs_of(request, Permission.ENTER_APPLICATION)
    shows_all = request.GET.get("rows") == "all"
    told = file.rows.exclude(verdict="").select_related("application")
    if not shows_all:
        told = told.filter(Q(verdict__in=(ImportVerdict.REFUSED, ImportVerdict.REVIEW)) | ASKING)
    skipped = [
        import_rows.place(table, row_no, len(tables) > 1) for table in tables for row_no in table.skipped
    ]
    page = Paginator(told.order_by("table", "row_no"), PAGE_SIZE).get_page(request.GET.get("page"))
    return {
        "file": file,
        "is_moving": file.state in passes.MOVING,
        "is_editable": file.state in files.EDITABLE,
        "counts": counts(file),
        "skipped": len(skipped),
        "skipped_rows": skipped[:SKIPPED_SHOWN],
        "columns": columns,
        "layouts": _layouts(file, tables, columns),
        "lacks": _lacks(file, tables),
        "start": start or _start_form(file),
        "asks": asking(file),
        "longest": settings.PAPER_DOUBTED_AFTER_DAYS,
        "page": page,
        "shows_all": shows_all,
        "rows": import_rows.lines(request, file, page.object_list, tables, dongs),
        "download": DownloadForm(),
        "has_refused": file.rows.filter(verdict=ImportVerdict.REFUSED, cells__isnull=False).exists(),
        "steps": [_("파일 올리기"), _("열 확인"), _("미리 보기"), _("결과")],
        "step": {ImportState.UPLOADED: 2, ImportState.FINISHED: 4}.get(file.state, 3),
    }


def _layouts(file: ImportFile, tables: list[Table], columns: ColumnsForm) -> list[tuple]:
    """Each layout with the sheets that have it, hidden ones too, and its columns: field and masked sample."""
    if file.state not in files.EDITABLE:
        return []
    return [
        (
            [other.name for other in tables if other.signature == table.signature and other.name],
            list(zip((columns[name] for name in names), samples(file, table), strict=True)),
        )
        for table, names in columns.layouts
    ]


def _lacks(file: ImportFile, tables: list[Table]) -> list[dict]:
    """Of each table that lacks something, its sheet, the items without a column, the columns nobody reads."""
    if file.state not in files.EDITABLE:
        return []
    known = Known()
    found = [
        {
            "sheet": table.name if len(tables) > 1 else "",
            "items": list(lacking.lacking(table.columns, file, known).values()),
            "unread": lacking.unread(table),
        }
        for table in tables
    ]
    return [lack for lack in found if lack["items"] or lack["unread"]]


@requires(Permission.ENTER_APPLICATION)
@never_cache
@require_GET
def desk_import_progress(request, key):
    """The part of the page that moves; when the pass is over, the whole page is asked for anew."""
    file = _own(request, key)
    context = {"file": file, "is_moving": file.state in passes.MOVING, "counts": counts(file)}
    response = render(request, "desk/_import_progress.html", context)
    if not context["is_moving"]:
        response["HX-Refresh"] = "true"
    return response


@requires(Permission.ENTER_APPLICATION)
@require_POST
def desk_import_start(request, key):
    """Write what the preview showed, in the background; or go on where it stopped."""
    file = _own(request, key)
    if file.state == ImportState.FAILED:
        passes.go_on(file=file, by=request.user)
    elif file.state == ImportState.CHECKED:
        form = _start_form(file, request.POST)
        if not form.is_valid():
            tables = [Table.from_json(data) for data in file.tables]
            columns = ColumnsForm(tables=tables, file=file)
            context = _context(request, file, tables, columns, form)
            return render(request, "desk/import_file.html", context)
        passes.start_import(file=file, by=request.user, tell_applicants=form.cleaned_data["tell_applicants"])
    return redirect("desk_import_file", key=file.key)


@requires(Permission.ENTER_APPLICATION)
@require_POST
def desk_import_discard(request, key):
    """Let go of a file of which nothing was written."""
    try:
        files.discard(file=_own(request, key), by=request.user)
        messages.info(request, _("파일을 지웠습니다. 등록한 것은 없습니다."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("desk_import")


@requires(Permission.ENTER_APPLICATION)
@never_cache
@require_POST
def desk_import_refused(request, key):
    """The refused rows in the layout they came in, with the reasons behind them; plain, so it asks why."""
    file = _own(request, key)
    form = DownloadForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.errors["reason"][0])
        return redirect("desk_import_file", key=file.key)
    log_access(
        request,
        action=AccessLog.Action.EXPORT,
        subject_type="import_file",
        subject_ids=[file.pk],
        reason=form.cleaned_data["reason"],
    )
    name = _("반려된 행") + f" {file.file_name.rpartition('.')[0]}.xlsx"
    return xlsx_sheets_response(name, giving_back.refused_sheets(file))


def _own(request, key) -> ImportFile:
    """The file, or 404 as if another dong's did not exist."""
    dongs = dongs_of(request, Permission.ENTER_APPLICATION)
    return get_object_or_404(own_files(request.user, dongs), key=key)
