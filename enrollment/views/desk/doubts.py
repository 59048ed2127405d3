"""Asking a clerk once more before saving: a long past day, or a paper that was entered before."""

from datetime import date

from django.utils.translation import gettext as _

from enrollment.domain.doubts import Doubt, Kind, doubts_about
from enrollment.forms.paper import PaperForm
from enrollment.forms.paper_reading import application_form, intake
from enrollment.queries.desk import own_dongs
from portal.accounts.enums import Permission
from portal.common.templatetags.korean import kdate

CONFIRMED = "confirmed"
"""Name of the button that saves all the same; its value names what the clerk saw."""


def unconfirmed(request, form: PaperForm) -> list[Doubt]:
    """What is in doubt about a readable form and was not confirmed with this request."""
    seen = set(request.POST.get(CONFIRMED, "").split())
    found = doubts_about(application_form(form), intake(form))
    return found if {doubt.key for doubt in found} - seen else []


def question(request, found: list[Doubt]) -> dict | None:
    """What the page asks, in words; None when nothing is in doubt."""
    if not found:
        return None
    return {
        "lines": [_words(request, doubt) for doubt in found],
        "confirmed": " ".join(doubt.key for doubt in found),
    }


def _words(request, doubt: Doubt) -> str:
    if doubt.kind is Kind.OLD:
        message = _("접수일이 %(day)s입니다. 오래전 날짜인데 연도까지 맞는지 신청서에서 확인해 주세요.")
        return message % {"day": kdate(date.fromisoformat(doubt.about))}
    if doubt.dong_code in {dong.pk for dong in own_dongs(request.user, Permission.ENTER_APPLICATION)}:
        message = _("같은 사람이 같은 날 낸 종이 신청서를 이미 입력했습니다. 접수번호 %(receipt_no)s")
        return message % {"receipt_no": doubt.about}
    return _("같은 사람이 같은 날 낸 종이 신청서를 다른 동에서 이미 입력했습니다.")
