"""A kind of notice in words: its steps for the office and the public, its document and text to be."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from enrollment.enums import Channel
from enrollment.models import District
from notices.domain.notice import document
from notices.domain.notice.specimen import specimen
from notices.models import NoticeKind, NoticeTerms
from notices.notice_terms import fields_of, rungs_of
from notices.validators import notice_texts, sms_text
from portal.common.templatetags.korean import english


def described(terms: NoticeTerms) -> dict:
    """Facts that do not depend on who reads: steps, days, basis, how long the evidence is kept."""
    kept = ngettext("행사일부터 %(count)s년", "행사일부터 %(count)s년", terms.evidence_years)
    return {
        "basis": terms.legal_basis_en if english() else terms.legal_basis,
        "steps": steps(terms),
        "fields": fields_of(terms),
        "evidence": kept % {"count": terms.evidence_years},
    }


def steps(terms: NoticeTerms) -> list[dict]:
    """The ladder and what comes after it, for `timeline.html`. It ends for whoever has seen the notice."""
    taken = [{"label": rung.label, "text": rung.wait} for rung in rungs_of(terms)]
    paper = _("행사 %(days)s일 전까지 열람하지 않으면 종이로 바꿉니다.") % {"days": terms.paper_days_before}
    served = _("행사 %(days)s일 전까지 모두에게 전합니다.") % {"days": terms.serve_days_before}
    return [*taken, {"label": _("종이 통지서"), "text": paper}, {"label": _("송달 기한"), "text": served}]


def looks(kind: NoticeKind, terms: NoticeTerms, district: District) -> dict:
    """The document of an invented person, the days of their round, and the text message."""
    notice = specimen(kind, terms, district)
    return {
        "content": document.compose(notice),
        "example": notice.round,
        **text_looks(terms.text, fields_of(terms), rungs_of(terms), terms.contact_phone),
    }


def text_looks(text: str, fields, ladder, phone: str) -> dict:
    """The text message as long as it can become, and its bytes; nothing when none is sent."""
    if not text.strip() or not any(rung.channel == Channel.SMS for rung in ladder):
        return {}
    longest = notice_texts.longest_sms(text, fields, ladder, phone)
    return {
        "sms": longest,
        "sms_bytes": sms_text.measure(longest).bytes,
        "sms_limit": settings.SMS_MAX_BYTES,
    }
