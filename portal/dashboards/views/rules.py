"""How every figure of the dashboards is counted."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.access import may, requires
from portal.accounts.enums import Permission
from portal.dashboards.rules import SUBJECTS
from portal.dashboards.tables import Table
from portal.dashboards.views.files import file_response, require_file


@require_safe
@requires(Permission.VIEW_DASHBOARD)
def dashboard_rules(request):
    """Every rule by subject, each with an address of its own."""
    context = {
        "subjects": [subject for subject in SUBJECTS if subject.rules],
        "may_export": may(request.user, Permission.EXPORT_STATISTICS),
    }
    return render(request, "dashboards/rules.html", context)


@require_safe
@requires(Permission.EXPORT_STATISTICS)
def dashboard_rules_file(request, file_format: str):
    """All rules as a file."""
    require_file(file_format)
    return file_response(_table(), file_format, timezone.localdate())


def _table() -> Table:
    title = _("산출 규칙")
    rows = [
        (str(subject.title), rule.code, str(rule.title), str(rule.text))
        for subject in SUBJECTS
        for rule in subject.rules
    ]
    header = (_("주제"), _("코드"), _("수치"), _("세는 방법"))
    return Table(title, header, rows, [(_("제목"), title), (_("내려받은 때"), timezone.now())])
