"""A notice that is opened again while its round closes: one of the two waits for the other."""

from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from notices.domain.notice import paper, request, viewing
from notices.domain.notice import round as rounds
from notices.enums.notice import NoticeState, PaperResult, RequestKind, RoundState, SeenBy
from notices.models import NoticeRound
from tests.factories.notices import notice_of
from tests.notices.notice.papers import clerk, leader_of, on_paper, tong_of

pytestmark = pytest.mark.django_db(transaction=True)


def seen():
    notice = notice_of(state=NoticeState.SERVING)
    viewing.mark_seen(notice=notice, seen_by=SeenBy.ACCOUNT)
    return notice, lambda: request.ask(notice=notice, kind=RequestKind.NOT_ME)


def carried():
    tong = tong_of()
    notice = on_paper(tong=tong)
    paper.record(notice=notice, result=PaperResult.IN_PERSON, by=leader_of(tong))
    by = clerk()
    return notice, lambda: paper.take_back(notice=notice, by=by, reason="잘못 적음")


def close(round: NoticeRound) -> str:
    try:
        rounds.close(round=round, by=None)
        return "closed"
    except ValidationError as error:
        return error.code
    finally:
        connection.close()


@pytest.mark.parametrize("ended", [seen, carried])
def test_a_round_does_not_close_over_a_notice_that_is_being_opened_again(ended):
    notice, open_again = ended()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            open_again()
            closing = pool.submit(close, notice.round)
            assert not wait([closing], timeout=1).done, "it waits for the notice"
        assert closing.result(timeout=30) == "open"
    notice.refresh_from_db()
    assert notice.state == NoticeState.ON_PAPER


def test_in_a_closed_round_not_me_waits_for_the_office_and_nothing_goes_on_paper():
    notice, say_not_me = seen()
    assert close(notice.round) == "closed"
    asked = say_not_me()
    by = clerk()
    request.answer(request=asked, granted=True, text="확인했습니다.", by=by)
    notice.refresh_from_db()
    assert notice.state == NoticeState.SEEN
    assert NoticeRound.objects.get(pk=notice.round_id).state == RoundState.CLOSED
