"""What an approver is shown of a round: whom it reaches and how, what it may cost, what to look at,
samples."""

from collections import Counter
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.enums import Channel
from enrollment.models import Dong
from notices.domain import cost
from notices.domain.notice import document, letter, too_late
from notices.domain.notice.round_fields import recount
from notices.enums.notice import NoticeState, RollVerdict, RoundState
from notices.models import AddressedNotice, Holiday, NoticeRound
from notices.notice_terms import Rung, rungs_of
from notices.queries.standing import Standing, standings
from notices.validators.sms_text import SmsKind
from portal.common import masking
from portal.common.templatetags.korean import kdate

SAMPLES = (RollVerdict.MATCHED, RollVerdict.NO_CONSENT, RollVerdict.UNKNOWN)
"""A document of each, where there is one."""


EXAMPLE_TOKEN = "AbCd2345EfGh"
"""Stands for the address of the page, which is made with the approval."""


@dataclass(frozen=True, slots=True)
class Price:
    """Won at most: every step to everybody it can reach. `sms` is the price of one text, since `since`."""

    won: int
    sms: float
    since: date


@dataclass(frozen=True, slots=True)
class Review:
    """`is_all_on_paper`: nobody is served electronically, because the day of paper comes first."""

    people: int
    electronic: int
    on_paper: int
    dropped: int
    first_by: list[tuple[Channel, int]]
    dongs: list[dict]
    price: Price | None
    warnings: list[str]
    is_all_on_paper: bool


def review(round: NoticeRound) -> Review:
    """The figures of a round before its approval, and what to think about."""
    rows = round.notices.filter(state=NoticeState.DRAFT)
    matched = list(rows.filter(verdict=RollVerdict.MATCHED).values_list("person_id", flat=True))
    standing = standings(matched, round.terms)
    is_all_on_paper = too_late.is_all_on_paper(round)
    served = [] if is_all_on_paper else [standing[pk] for pk in matched]
    people = rows.count()
    dropped = round.notices.filter(state=NoticeState.STOPPED).count()
    return Review(
        people=people,
        electronic=len(served),
        on_paper=people - len(served),
        dropped=dropped,
        first_by=_first_channels(round, served),
        dongs=_by_dong(rows, is_all_on_paper),
        price=_price(round, served),
        warnings=_warnings(round, standing, dropped),
        is_all_on_paper=is_all_on_paper,
    )


def _first_channels(round: NoticeRound, found: Sequence[Standing]) -> list[tuple[Channel, int]]:
    """By which channel the first message goes to how many."""
    channels = list(dict.fromkeys(rung.channel for rung in rungs_of(round.terms)))
    counted = Counter(
        next((channel for channel in channels if channel.contact_kind in one.kinds), None) for one in found
    )
    return [(channel, counted[channel]) for channel in channels if counted[channel]]


def _price(round: NoticeRound, found: Sequence[Standing]) -> Price | None:
    try:
        price = cost.price_on(timezone.localdate())
    except LookupError:
        return None
    names = {Channel.SMS: SmsKind.SMS, Channel.EMAIL: "email", Channel.ALIMTALK: "alimtalk"}
    unit = {channel: price[name] for channel, name in names.items()}
    reach = Counter(kind for one in found for kind in one.kinds)
    won = sum(unit[rung.channel] * reach[rung.channel.contact_kind] for rung in rungs_of(round.terms))
    return Price(won=won, sms=unit[Channel.SMS], since=price["from"])


def _by_dong(rows, is_all_on_paper: bool) -> list[dict]:
    counted = rows.order_by().values_list("dong_id", "verdict").annotate(total=Count("id"))
    totals: dict[str, Counter] = {}
    for dong, verdict, total in counted:
        is_served = verdict == RollVerdict.MATCHED and not is_all_on_paper
        name = "electronic" if is_served else "on_paper"
        totals.setdefault(dong, Counter())[name] += total
    dongs = Dong.objects.in_bulk(list(totals))
    return [
        {"dong": dongs[code], "electronic": found["electronic"], "on_paper": found["on_paper"]}
        for code, found in sorted(totals.items())
    ]


def _warnings(round: NoticeRound, standing: dict[int, Standing], dropped: int) -> list[str]:
    found = [*_about_holidays(round), *too_late.warnings(round)]
    if lost := sum(one.lacks is not None for one in standing.values()):
        text = _("명단을 맞춘 뒤에 동의를 철회했거나 연락처를 쓸 수 없게 된 %(count)s명은 종이로 전합니다.")
        found.append(text % {"count": f"{lost:,}"})
    if dropped:
        found.append(_("이유를 적고 명단에서 뺀 행이 %(count)s개 있습니다.") % {"count": f"{dropped:,}"})
    if again := _told_already(round, standing):
        text = _("같은 행사일의 다른 회차에도 있는 사람이 %(count)s명 있습니다.")
        found.append(text % {"count": f"{again:,}"})
    return found


def _about_holidays(round: NoticeRound) -> list[str]:
    """Days move when holidays were entered since the draft; without any, nobody entered them yet."""
    found, counted = [], copy(round)
    if recount(counted):
        text = _(
            "공휴일이 바뀌어 승인하면 날짜를 다시 셉니다. 종이로 바꾸는 날 %(paper)s, 송달 기한 %(serve)s"
        )
        found.append(text % {"paper": kdate(counted.paper_on), "serve": kdate(counted.serve_by)})
    if not Holiday.objects.filter(day__year=round.event_on.year).exists():
        text = _("%(year)s년의 공휴일이 들어 있지 않습니다. 송달 기한이 쉬는 날일 수 있으니 확인해 주세요.")
        found.append(text % {"year": round.event_on.year})
    return found


def _told_already(round: NoticeRound, standing: dict[int, Standing]) -> int:
    others = AddressedNotice.objects.filter(
        round__kind=round.kind_id,
        round__event_on=round.event_on,
        round__district=round.district_id,
        person__in=standing,
    )
    others = others.exclude(round=round.pk).exclude(round__state=RoundState.CANCELLED)
    return others.values("person").distinct().count()


def samples(round: NoticeRound) -> list[dict]:
    """A document of each kind of addressee as it would be fixed now, its name masked; whose it is stands
    beside."""
    rows = round.notices.filter(state=NoticeState.DRAFT).order_by("position")
    found = [rows.filter(verdict=verdict).first() for verdict in SAMPLES]
    shown = [_masked(one, round) for one in found if one]
    return [
        {"verdict": RollVerdict(one.verdict), "notice": one, "content": document.compose(one)}
        for one in shown
    ]


def sample_row(round: NoticeRound, position: int | None) -> AddressedNotice | None:
    """The row of that number, or the first that will be served electronically, else the first at all; its
    name masked. None when there is none."""
    rows = round.notices.filter(state=NoticeState.DRAFT).order_by("position")
    if position is not None:
        found = rows.filter(position=position).first()
    else:
        found = rows.filter(verdict=RollVerdict.MATCHED).first() or rows.first()
    return _masked(found, round) if found else None


def words_of(notice: AddressedNotice) -> dict[Channel, letter.Words]:
    """The first message by each channel of the ladder as it would read, with an invented address."""
    notice.token = EXAMPLE_TOKEN
    first: dict[Channel, Rung] = {}
    for rung in rungs_of(notice.round.terms):
        first.setdefault(rung.channel, rung)
    return {channel: letter.words_of(notice, rung) for channel, rung in first.items()}


def _masked(notice: AddressedNotice, round: NoticeRound) -> AddressedNotice:
    notice.round = round
    notice.name = masking.name(notice.name or "")
    return notice
