"""What the desk prints: read the way a reader's machine does."""

import re
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from notices.domain.notice import document, paper
from notices.enums.notice import EventKind, NoticeState, PaperResult, SeenBy
from notices.enums.paper import Sheet
from notices.models import AddressedNotice, NoticeEvent, NoticeMessage
from notices.queries.paper import CIVIL_DEFENCE
from notices.slip_no import slip_no
from notices.views import desk_fallback_prints
from portal.common.models import AccessLog
from tests.factories.accounts import DISTRICT
from tests.factories.desk import OTHER_AREA
from tests.factories.notices import addressee, kind_of, notice_of, round_of, terms_of
from tests.notices.notice.papers import clerk, leader_of, on_paper, tong_of
from tests.pdf import pages, pdf_text

pytestmark = pytest.mark.django_db

STREET = "서울특별시 성동구 고산자로 270, 101동 {}호"


@pytest.fixture
def round_():
    return round_of()


@pytest.fixture
def three(round_):
    """Three doors of one tong, entered in another order than one walks."""
    return [
        on_paper(round_, tong_of(), name=name, address=STREET.format(room))
        for name, room in (("가나다", 1203), ("라마바", 99), ("사아자", 201))
    ]


@pytest.fixture
def desk(client):
    client.force_login(clerk())
    return client


def _without_total(text: str) -> str:
    """The letters of a page: a file of many documents cannot say how many pages each has, and where a line
    breaks depends on the letters of its hash."""
    return "".join(re.sub(r" / \d+$", "", text.strip()).split())


def printed(client, round_, what: str, **given):
    return client.post(reverse("desk_fallback_print", args=[round_.pk, what]), given)


def order(text: str, *parts: str) -> list[str]:
    return sorted(parts, key=text.index)


def test_the_list_has_every_door_in_walking_order_with_masked_names(desk, round_, three):
    paper.record(notice=three[0], result=PaperResult.ABSENT, by=leader_of(tong_of()))
    response = printed(desk, round_, "list")
    assert response["Content-Type"] == "application/pdf"
    [text] = pages(response.content)
    assert order(text, "1203호", "99호", "201호") == ["99호", "201호", "1203호"]
    assert "가*다" in text
    assert "가나다" not in text
    assert "1회" in text
    assert "통장5" in text
    assert all(slip_no(notice) in text for notice in three)


def test_each_tong_begins_a_page_and_one_can_be_printed_alone(desk, round_, three):
    other = on_paper(round_, tong_of(6), name="차카타", address="왕십리로 3")
    assert len(pages(printed(desk, round_, "list").content)) == 2
    [text] = pages(printed(desk, round_, "list", tong=other.tong_id).content)
    assert "왕십리로 3" in text
    assert "고산자로" not in text


def test_a_long_list_goes_on_with_its_heading_and_loses_nobody(desk, round_):
    notices = [on_paper(round_, tong_of(), address=f"고산자로 {number}") for number in range(1, 61)]
    texts = pages(printed(desk, round_, "list").content)
    assert len(texts) > 1
    assert all("종이 통지 전달 목록" in text for text in texts)
    assert [f"{number}/{len(texts)}" in text for number, text in enumerate(texts, start=1)] == [True] * len(
        texts
    )
    found = re.findall(r"\d+-\d\d\b", "\n".join(texts))
    assert sorted(found) == sorted(slip_no(notice) for notice in notices)


def test_the_notices_are_the_very_documents_one_after_the_other(desk, round_, three):
    response = printed(desk, round_, "notices")
    texts = pages(response.content)
    walked = sorted(three, key=lambda notice: [99, 201, 1203].index(int(notice.address[-5:-1].strip("동 "))))
    assert len(texts) == 3
    for text, notice in zip(texts, walked, strict=True):
        [own] = pages(document.pdf(notice))
        assert _without_total(text) == _without_total(own)
        assert notice.name in text
        [event] = notice.evidence.filter(kind=EventKind.PRINTED)
        assert event.detail == {"what": "notices", "document": notice.document_hash}
    log = AccessLog.objects.get(action="print")
    assert (log.subject_type, sorted(log.subject_ids)) == ("notice", sorted(notice.pk for notice in three))
    assert log.reason
    assert log.page == "desk_fallback_print"


def test_the_slips_name_person_notice_and_number_three_on_a_page(desk, round_, three):
    on_paper(round_, tong_of(), name="파하가", address=STREET.format(1301))
    texts = pages(printed(desk, round_, "slips").content)
    assert [text.count("수령증") for text in texts] == [3, 1]
    assert order(texts[0], "라마바", "사아자", "가나다") == ["라마바", "사아자", "가나다"]
    for words in ("받은 날", "서명", "관계", "배우자", "22", slip_no(three[0])):
        assert words in texts[0]
    named = f"{round_.kind.name} {round_.year}년 제{round_.round_no}회"
    assert texts[0].count(named) == 3


def test_the_title_in_the_lists_of_the_office_stands_on_no_slip(desk, three):
    round_ = round_of(title="못생긴 명단")
    on_paper(round_, tong_of())
    reader = PdfReader(BytesIO(printed(desk, round_, "slips").content))
    assert "못생긴" not in reader.pages[0].extract_text()
    assert "못생긴" not in reader.metadata.title


def test_a_door_outside_the_district_names_its_city(desk, round_):
    on_paper(round_, tong_of(), address="부산 해운대구 센텀로 1, 102동 2호")
    for what in ("list", "slips"):
        [text] = pages(printed(desk, round_, what).content)
        assert "부산광역시해운대구센텀로1" in "".join(text.split()), what


def test_only_new_ones_come_with_their_slips(desk, round_, three):
    printed(desk, round_, "notices")
    late = on_paper(round_, tong_of(), name="파하가", address=STREET.format(1301))
    texts = pages(printed(desk, round_, "new").content)
    assert len(texts) == 2
    assert "파하가" in texts[0]
    assert "수령증" in texts[1]
    assert "라마바" not in "".join(texts)
    kinds = [event.detail["what"] for event in late.evidence.filter(kind=EventKind.PRINTED)]
    assert kinds == ["notices", "slips"]
    response = printed(desk, round_, "new")
    assert response.status_code == 302
    assert AccessLog.objects.filter(action="print").count() == 2


def test_what_was_seen_handed_over_or_came_back_is_not_printed(desk, round_, three):
    seen, handed, moved = three
    AddressedNotice.objects.filter(pk=seen.pk).update(
        state=NoticeState.SEEN, seen_at=timezone.now(), seen_by=SeenBy.ACCOUNT
    )
    paper.record(notice=handed, result=PaperResult.IN_PERSON, by=clerk())
    paper.record(notice=moved, result=PaperResult.MOVED, by=clerk())
    for what in ("list", "notices", "slips"):
        response = printed(desk, round_, what)
        assert response.url == reverse("desk_fallback_round", args=[round_.pk])
    assert not AccessLog.objects.filter(action="print").exists()
    assert not AddressedNotice.objects.filter(printed_at__isnull=False).exists()
    # What came back may be printed once more, alone, for the desk itself.
    assert "사아자" in pdf_text(printed(desk, round_, "notices", notice=moved.pk).content)


def test_nobody_prints_what_is_not_theirs(client, round_, three):
    address = reverse("desk_fallback_print", args=[round_.pk, "notices"])
    client.force_login(leader_of(tong_of()))
    assert client.post(address).status_code == 403
    client.force_login(clerk(OTHER_AREA))
    assert client.post(address).status_code == 302
    assert client.post(address, {"notice": three[0].pk}).status_code == 302
    assert client.post(address, {"tong": three[0].tong_id}).status_code == 302
    client.force_login(clerk())
    assert client.get(address).status_code == 405
    assert client.post(reverse("desk_fallback_print", args=[round_.pk, "all"])).status_code == 404
    assert not AccessLog.objects.filter(action="print").exists()


def test_names_that_would_break_a_page_do_not(desk, round_):
    on_paper(
        round_,
        tong_of(),
        name="긴이름 <b>&amp;" * 6,
        address="고산자로 270, " + "아주 긴 건물 이름 " * 12 + "101동 1203호",
    )
    for what in ("list", "slips", "notices"):
        assert printed(desk, round_, what).status_code == 200


@pytest.fixture
def civil():
    return round_of(terms_of(kind_of(CIVIL_DEFENCE)))


def commander(client, round_):
    return client.post(reverse("desk_fallback_commander", args=[round_.pk]))


def test_the_commander_hears_of_everybody_it_went_to_electronically(client, civil):
    client.force_login(clerk(DISTRICT))
    waiting, seen = notice_of(civil, addressee(name="가나다")), notice_of(civil, addressee(name="라마바"))
    dropped = notice_of(civil, addressee(name="사아자"))
    AddressedNotice.objects.update(state=NoticeState.SERVING)
    for notice in (waiting, dropped):
        NoticeMessage.objects.create(
            notice=notice,
            rung=0,
            channel="email",
            state="handed_over",
            posted_at=timezone.now(),
            handed_over_at=timezone.now(),
        )
    AddressedNotice.objects.filter(pk=seen.pk).update(
        state=NoticeState.SEEN, seen_at=timezone.now(), seen_by=SeenBy.BIRTH_DATE
    )
    AddressedNotice.objects.filter(pk=dropped.pk).update(
        state=NoticeState.ON_PAPER, on_paper_at=timezone.now(), paper_reason="not_seen"
    )
    text = pdf_text(commander(client, civil).content)
    assert "가나다" in text
    assert "라마바" in text
    assert "사아자" not in text
    assert "모두 2명" in text
    assert "제30조제3항" in text
    log = AccessLog.objects.get(page="desk_fallback_commander")
    assert (log.action, sorted(log.subject_ids)) == ("print", sorted([waiting.pk, seen.pk]))


def test_only_civil_defence_has_a_commander(desk, round_, civil):
    assert commander(desk, round_).status_code == 404
    assert commander(desk, civil).url == reverse("desk_fallback_round", args=[civil.pk])


def test_prints_say_their_language_and_title(desk, round_, three):
    desk.cookies["django_language"] = "en"
    reader = PdfReader(BytesIO(printed(desk, round_, "list").content))
    assert reader.metadata.title == f"{round_.title} 전달 목록"
    assert reader.trailer["/Root"]["/Lang"] == "ko"


def test_a_file_that_could_not_be_drawn_was_not_printed(desk, round_, three):
    """One document is damaged: nothing is written down, and the notices stay among the new ones."""
    whole = three[2].document
    AddressedNotice.objects.filter(pk=three[2].pk).update(document="damaged")
    with pytest.raises(ValueError, match="Expecting value"):
        printed(desk, round_, "new")
    assert not AddressedNotice.objects.filter(printed_at__isnull=False).exists()
    assert not NoticeEvent.objects.filter(kind=EventKind.PRINTED).exists()
    AddressedNotice.objects.filter(pk=three[2].pk).update(document=whole)
    assert len(pages(printed(desk, round_, "new").content)) == 4


def test_one_file_holds_so_many_and_the_rest_comes_with_the_next(desk, round_, three, monkeypatch):
    monkeypatch.setattr(desk_fallback_prints, "MOST", 2)
    assert printed(desk, round_, "notices").url == reverse("desk_fallback_round", args=[round_.pk])
    assert "통별로 나누어" in desk.get(reverse("desk_fallback_round", args=[round_.pk])).content.decode()
    texts = [pdf_text(printed(desk, round_, "new").content) for _press in range(2)]
    assert [[name in text for name in ("라마바", "사아자", "가나다")] for text in texts] == [
        [True, True, False],
        [False, False, True],
    ]


def test_whoever_saw_it_while_the_file_was_drawn_is_not_in_it(round_, three):
    """The draw reads the notices as they were asked for; what is written down is judged anew."""
    seen = three[0]
    AddressedNotice.objects.filter(pk=seen.pk).update(
        state=NoticeState.SEEN, seen_at=timezone.now(), seen_by=SeenBy.CODE
    )
    content, kept = desk_fallback_prints._printed(round_, Sheet.NEW, three, clerk())
    assert [notice.pk for notice in kept] == [notice.pk for notice in three[1:]]
    assert "가나다" not in pdf_text(content)
    assert not seen.evidence.filter(kind=EventKind.PRINTED).exists()
    assert all(notice.evidence.filter(kind=EventKind.PRINTED).count() == 2 for notice in kept)


def test_the_commander_hears_of_nobody_to_whom_nothing_went(client, civil):
    """Neither before the first message nor when all of them failed; who saw it all the same is named."""
    client.force_login(clerk(DISTRICT))
    names = ("가나다", "라마바", "사아자", "차카타")
    waiting, failed, sent, seen = (notice_of(civil, addressee(name=name)) for name in names)
    AddressedNotice.objects.update(state=NoticeState.SERVING)
    for notice, state in ((waiting, "queued"), (failed, "bounced"), (sent, "handed_over")):
        out = None if notice == waiting else timezone.now()
        NoticeMessage.objects.create(
            notice=notice, rung=0, channel="email", state=state, posted_at=timezone.now(), handed_over_at=out
        )
    AddressedNotice.objects.filter(pk=seen.pk).update(
        state=NoticeState.SEEN, seen_at=timezone.now(), seen_by=SeenBy.ACCOUNT
    )
    text = pdf_text(commander(client, civil).content)
    assert [name in text for name in names] == [False, False, True, True]
    assert "모두 2명" in text
