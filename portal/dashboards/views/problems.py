"""Why an uploaded file was refused: the words at its field and the table beneath."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

PROBLEMS_SHOWN = 50


def refusal(problems: Sequence) -> str:
    """The only problem itself, or how many there are in the table below."""
    if len(problems) == 1:
        return _("파일을 등록하지 않았습니다. %(problem)s") % {"problem": problems[0]}
    message = _("파일을 등록하지 않았습니다. 아래 표의 %(count)s곳을 고친 뒤 다시 올려 주세요.")
    return message % {"count": len(problems)}


def listed(problems: Sequence) -> dict:
    """The context of `dashboards/problems.html`: nothing for a single one, which stands at the field."""
    return {
        "problems": problems[:PROBLEMS_SHOWN] if len(problems) > 1 else [],
        "problems_left": max(0, len(problems) - PROBLEMS_SHOWN),
    }
