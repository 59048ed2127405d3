"""Notices on paper for tests: people without consent, the tongs they live in, who carries and who prints."""

from enrollment.models import Tong
from notices.domain.notice.fallback import to_paper
from notices.enums.notice import EventKind, NoticeState, PaperReason, RollVerdict
from notices.models import AddressedNotice, NoticeRound
from notices.queries import paper as queries
from portal.accounts.enums import RoleCode
from portal.accounts.models import User
from tests.factories.accounts import staff
from tests.factories.desk import OWN_AREA, OWN_DONG, tong_leader
from tests.factories.notices import notice_of, round_of


def tong_of(number: int = 5, dong: str = OWN_DONG) -> Tong:
    """A tong with a leader in office."""
    found = Tong.objects.filter(dong=dong, number=number, valid_to=None, leaders__isnull=False).first()
    return found or tong_leader(dong, number).tong


def leader_of(tong: Tong) -> User:
    """Somebody who may see that tong and nothing else."""
    return staff(RoleCode.TONG_LEADER, tong.area_path)


def clerk(area: str = OWN_AREA) -> User:
    return staff(RoleCode.DONG_STAFF, area)


def on_paper(round: NoticeRound | None = None, tong: Tong | None = None, **changes) -> AddressedNotice:
    """A notice to somebody who never enrolled, carried by the leader of `tong`."""
    tong = tong or tong_of()
    values = {
        "verdict": RollVerdict.UNKNOWN,
        "name": "나다라",
        "address": "서울특별시 성동구 고산자로 270, 101동 1203호",
        "tong": tong,
        "dong": tong.dong,
        **changes,
    }
    notice = notice_of(round or round_of(), **values)
    to_paper(notice=notice, reason=PaperReason.UNKNOWN)
    assert notice.state == NoticeState.ON_PAPER
    return notice


def results(notice: AddressedNotice) -> list[dict]:
    """What was told of it at its door, in order."""
    return [event.detail for event in notice.evidence.filter(kind=EventKind.PAPER_RESULT).order_by("pk")]


def carried(user: User) -> list[int]:
    """The notices on the list of who carries them."""
    return list(queries.of_bearer(user).filter(queries.CARRIED).values_list("pk", flat=True))
