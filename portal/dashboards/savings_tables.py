"""The tables of the savings as rows, for page and download, and the words that travel with them."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrollment.models import District
from notices.models import SavingsAssumption
from notices.queries.savings import Saving, Savings
from portal.common.templatetags.korean import intcomma0, kdate, quantity
from portal.dashboards.tables import Table

RULE = gettext_lazy(
    "전자로 보내 본인이 열람한 통지만 셉니다. 종이로 전달한 통지는 나중에 열람했어도 셈하지 않습니다. "
    "통지마다 열람한 날의 가정을 곱합니다."
)
SOURCE = gettext_lazy("이 포털의 통지 기록 (열람 시각)")
_HUNDREDTH = Decimal("0.01")


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
    return f"{part.key:%Y-%m}"


def dong_name(part: Saving) -> str:
    return part.key.display_name if part.key else _("동 미상")


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


def by_kind(savings: Savings, district: District) -> Table:
    return _table(savings, district, _("통지 종류별 절감"), _("통지 종류"), savings.by_kind, kind_name)


def by_round(savings: Savings, district: District) -> Table:
    return _table(savings, district, _("회차별 절감"), _("회차"), savings.by_round, round_name)


def by_month(savings: Savings, district: District) -> Table:
    return _table(savings, district, _("월별 절감"), _("열람한 달"), savings.by_month, month_name)


def by_dong(savings: Savings, district: District) -> Table:
    return _table(savings, district, _("동별 절감"), _("행정동"), savings.by_dong, dong_name)


TABLES = {"kinds": by_kind, "rounds": by_round, "months": by_month, "dongs": by_dong}


def _table(
    savings: Savings, district: District, title: str, heading: str, parts: list[Saving], name
) -> Table:
    header = (
        heading,
        _("열람한 통지"),
        _("절감한 시간"),
        _("하루 8시간 기준(일)"),
        _("인쇄비(원)"),
        _("우편료(원)"),
        _("절감액(원)"),
    )
    rows = [(name(part), *_figures(part)) for part in parts]
    rows.append((_("합계"), *_figures(savings.total)))
    return Table(title, header, rows, _meta(savings, district, title))


def _figures(part: Saving) -> tuple:
    time = (
        part.hours.quantize(_HUNDREDTH, ROUND_HALF_UP),
        part.person_days.quantize(_HUNDREDTH, ROUND_HALF_UP),
    )
    return part.notices, *time, part.print_won, part.postage_won, part.won


def _meta(savings: Savings, district: District, title: str) -> list[tuple[str, object]]:
    facts = [(_("제목"), f"{district.display_name} {title}")]
    if savings.since:
        facts.append((_("시작일"), savings.since))
    facts += [(_("기준일"), savings.as_of), (_("세는 방법"), RULE), (_("출처"), SOURCE)]
    facts += [(_("가정"), sentence(used.assumption)) for used in savings.used]
    if savings.unassumed:
        facts.append((_("가정이 없어 빠진 통지"), savings.unassumed))
    return [*facts, (_("내려받은 때"), timezone.now())]
