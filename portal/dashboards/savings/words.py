"""The words of the savings: what groups are called, and assumptions as sentences."""

from datetime import date

from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notices.models import SavingsAssumption
from notices.queries.savings import Saving
from portal.common.templatetags.korean import intcomma0, kdate, kmonth, quantity

SOURCE = gettext_lazy("이 포털의 통지 기록 (열람 시각)")


def kind_name(part: Saving) -> str:
    return str(part.key)


def round_name(part: Saving) -> str:
    if part.key.round_no is None:
        return part.key.title
    return _("%(kind)s %(year)s년 %(number)s회") % {
        "kind": part.key.kind,
        "year": part.key.year,
        "number": part.key.round_no,
    }


def month_name(part: Saving) -> str:
    return kmonth(part.key)


def dong_name(part: Saving) -> str:
    return part.key.display_name if part.key else _("동 미상")


def half_name(first_day: date) -> str:
    """`2013년 상반기`."""
    if first_day.month == 1:
        return _("%(year)s년 상반기") % {"year": first_day.year}
    return _("%(year)s년 하반기") % {"year": first_day.year}


def half_and_kind(part: Saving) -> str:
    first_day, kind = part.key
    return _("%(half)s, %(kind)s") % {"half": half_name(first_day), "kind": kind}


_SENTENCE = gettext_lazy(
    "%(kind)s, %(day)s부터: 한 건에 전달 %(minutes)s분, 인쇄 %(print)s원, 우편 %(postage)s원. "
    "근거: %(source)s"
)


def sentence(assumption: SavingsAssumption) -> str:
    """One assumption in words, as it stands above the figures of a file."""
    return str(_SENTENCE) % _words(assumption)


def sentence_on_page(assumption: SavingsAssumption) -> SafeString:
    """One assumption in words, beneath the figures: the source in the language it was typed in."""
    words = {name: conditional_escape(word) for name, word in _words(assumption).items()}
    words["source"] = format_html('<span lang="ko">{}</span>', assumption.source)
    return mark_safe(escape(_SENTENCE) % words)


def _words(assumption: SavingsAssumption) -> dict:
    return {
        "kind": assumption.kind or _("모든 종류"),
        "day": kdate(assumption.starts_on),
        "minutes": quantity(assumption.minutes),
        "print": intcomma0(assumption.print_won),
        "postage": intcomma0(assumption.postage_won),
        "source": assumption.source,
    }
