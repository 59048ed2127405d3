"""Notices on paper as those read them who print, carry and bring back: the dong's desk and tong leaders."""

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Count, IntegerField, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from enrollment.models import Dong, Household, Tong, TongLeader
from enrollment.queries.areas import office
from enrollment.queries.desk import active_leaders, own_dongs
from enrollment.queries.tongs import own_tongs
from notices.enums import UNSENT_STATES
from notices.enums.notice import EventKind, NoticeState, PaperResult, RollVerdict, RoundState
from notices.models import AddressedNotice, NoticeEvent, NoticeRound
from portal.accounts.access import areas, may
from portal.accounts.enums import Permission
from portal.common.address import AddressError, address_key

CIVIL_DEFENCE = "civil_defence"
"""The one kind whose electronic service somebody else must be told of."""

APPROVED = (RoundState.SERVING, RoundState.CLOSED, RoundState.CANCELLED)
"""Of a round cancelled before its approval nothing was ever on paper."""
OPEN = Q(state=NoticeState.ON_PAPER, round__state=RoundState.SERVING)

RETURNED = Q(paper_result=PaperResult.MOVED)
"""The tong leader brought it back; the dong decides."""
HAS_TONG = Q(tong__isnull=False, tong__valid_to=None)
LACKS_TONG = Q(tong=None) | Q(tong__valid_to__isnull=False)

HOMELESS = OPEN & ~RETURNED & LACKS_TONG
"""Nobody knows the tong (통 미상), or it is no more."""

CARRIED = OPEN & ~RETURNED & HAS_TONG
"""On the list of a tong leader now."""


def may_handle(user, notice: AddressedNotice) -> bool:
    """Whether the desk of `user` is in charge of the notice; one without a dong is every dong's."""
    if notice.dong_id:
        return may(user, Permission.HANDLE_PAPER, notice)
    return own_dongs(user, Permission.HANDLE_PAPER).filter(district=notice.round.district_id).exists()


def may_bear(user, notice: AddressedNotice) -> bool:
    """Whether `user` may tell what came of carrying it: the desk in charge, or the leader of that tong."""
    if may_handle(user, notice):
        return True
    return notice.tong_id is not None and notice.tong.area_path in areas(user, Permission.VIEW_OWN_TONG)


def of_dongs(dongs: Iterable[Dong]) -> QuerySet[AddressedNotice]:
    """Notices that are or were on paper in `dongs`, and those of the district whose dong nobody knows."""
    dongs = list(dongs)
    nobodys = Q(dong=None, round__district__in={dong.district_id for dong in dongs})
    return AddressedNotice.objects.filter(Q(dong__in=dongs) | nobodys, on_paper_at__isnull=False)


def of_bearer(user) -> QuerySet[AddressedNotice]:
    """Notices of the tongs `user` leads that are or were on paper; pages show `carried_by` alone."""
    notices = AddressedNotice.objects.filter(tong__in=own_tongs(user), on_paper_at__isnull=False)
    return with_tries(notices).select_related(
        "round__kind", "round__district", "tong__dong__district", "dong"
    )


def carried_by(user) -> QuerySet[AddressedNotice]:
    """What `user` still has to deliver as a tong leader: nothing after the event."""
    return of_bearer(user).filter(CARRIED, round__event_on__gte=timezone.localdate())


def with_tries(notices: QuerySet[AddressedNotice]) -> QuerySet[AddressedNotice]:
    """With `tries`, how often nobody was at home, and `results`, how many results there are."""
    told = NoticeEvent.objects.filter(notice=OuterRef("pk"), kind=EventKind.PAPER_RESULT).order_by()
    return notices.annotate(
        tries=_count(told.filter(detail__result=PaperResult.ABSENT)), results=_count(told)
    )


def _count(events: QuerySet[NoticeEvent]) -> Coalesce:
    counted = events.values("notice").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def served_electronically(round: NoticeRound, dongs: Iterable[Dong]) -> QuerySet[AddressedNotice]:
    """Whom the civil-defence commander hears of (civil defence act decree, article 30(3)).

    Everybody a message of the notice went out to, or who saw it, and who did not get it on paper instead.
    `sent_at` is when the first message went; None for who saw it before, with a login.
    """
    matched = round.notices.filter(verdict=RollVerdict.MATCHED, dong__in=dongs)
    out = Q(messages__handed_over_at__isnull=False) & ~Q(messages__state__in=UNSENT_STATES)
    dated = matched.annotate(sent_at=Min("messages__handed_over_at", filter=out))
    went = dated.filter(Q(state=NoticeState.SEEN) | Q(state=NoticeState.SERVING, sent_at__isnull=False))
    return went.select_related("tong__dong", "dong")


def by_tong(notices: Iterable[AddressedNotice]) -> list[tuple[Tong | None, list[AddressedNotice]]]:
    """In the order of dongs and tongs; those without a tong last."""
    parts: dict[Tong | None, list[AddressedNotice]] = {}
    for notice in notices:
        parts.setdefault(notice.tong, []).append(notice)
    return sorted(
        parts.items(), key=lambda part: (part[0] is None, part[0] and (part[0].dong_id, part[0].number))
    )


def leaders_of(tongs: Iterable[Tong], day: date) -> dict[int, TongLeader]:
    """Who leads each tong on `day`."""
    leaders = active_leaders([tong.dong_id for tong in tongs], day)
    return {leader.tong_id: leader for leader in leaders}


def last_told(user, round: NoticeRound, limit: int = 8) -> list[NoticeEvent]:
    """The results `user` wrote down last in a round, newest first."""
    told = NoticeEvent.objects.filter(actor=user, kind=EventKind.PAPER_RESULT, notice__round=round)
    return list(told.select_related("notice").order_by("-pk")[:limit])


def results_but_own_since(notice: AddressedNotice, user, last: int) -> int:
    """How many results the notice has, without those `user` told after the result `last`."""
    told = notice.evidence.filter(kind=EventKind.PAPER_RESULT)
    return told.count() - told.filter(actor=user, pk__gt=last).count()


def course_of(notice: AddressedNotice) -> list[NoticeEvent]:
    """What happened to the notice on paper, newest first."""
    kinds = [
        EventKind.TO_PAPER,
        EventKind.DECIDED,
        EventKind.PRINTED,
        EventKind.PAPER_RESULT,
        EventKind.VIEWED,
    ]
    return list(notice.evidence.filter(kind__in=kinds).select_related("actor").order_by("-sequence"))


def tongs_at(notices: Iterable[AddressedNotice], dongs: Iterable[Dong]) -> dict[int, Tong]:
    """For notices without a tong the one that the households known in the same building belong to, if it is
    a single one."""
    home = office().korean_name
    buildings = {notice.pk: key for notice in notices if (key := _building_key(notice.address, home))}
    if not buildings:
        return {}
    same = reduce(or_, (Q(address_key__startswith=key) for key in set(buildings.values())))
    homes = Household.objects.filter(
        same, dong__in=dongs, closed_on=None, tong__valid_to=None, tong__isnull=False
    )
    found: dict[str, set[Tong]] = {}
    for home in homes.select_related("tong"):
        found.setdefault(home.address_key.rsplit(":", 4)[0] + ":", set()).add(home.tong)
    single = {key: next(iter(tongs)) for key, tongs in found.items() if len(tongs) == 1}
    return {pk: single[key] for pk, key in buildings.items() if key in single}


def other_dongs(notice: AddressedNotice) -> QuerySet[Dong]:
    """Dongs of the district that could carry the notice in the place of its own."""
    return Dong.objects.filter(district=notice.round.district_id).exclude(pk=notice.dong_id).order_by("pk")


def moved_to(notice: AddressedNotice) -> Household | None:
    """Where the portal knows the person to live now, when that is another dwelling than the notice says.

    None when it knows nothing newer.
    """
    household = notice.person and notice.person.household
    if household is None or household.closed_on or household.erased_at:
        return None
    try:
        told = address_key(notice.address or "", district_name=office().korean_name)
    except AddressError:
        return household
    return None if told == household.address_key else household


def _building_key(address: str | None, district: str) -> str:
    """The key of a dwelling up to its building; empty when the address cannot be read."""
    try:
        return address_key(address or "", district_name=district).rsplit(":", 4)[0] + ":"
    except AddressError:
        return ""
