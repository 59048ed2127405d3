"""What people ask for most, on the overview, and its download."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.views.decorators.http import require_safe

from portal.accounts.access import may, requires
from portal.accounts.enums import Permission
from portal.accounts.models import User
from portal.common.day_form import AsOfForm
from portal.dashboards import asked
from portal.dashboards.views.files import file_response, require_file


def tells_asked(user: User) -> bool:
    """For who reads opinions or small numbers: beside campaigns, sums of all tell the few of one."""
    return may(user, Permission.VIEW_SMALL_CELLS) or may(user, Permission.MANAGE_REPLIES)


@require_safe
@requires(Permission.EXPORT_STATISTICS)
def dashboard_asked_file(request, file_format: str):
    """The table as a file, for who sees it on the page."""
    if not tells_asked(request.user):
        raise PermissionDenied
    form = AsOfForm(request.GET)
    require_file(file_format, form)
    board = asked.read(form.day, settings.DISTRICT_CODE)
    if board is None:
        raise Http404
    return file_response(asked.as_file(board), file_format, form.day)
