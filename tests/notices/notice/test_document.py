"""The document of a notice: composed from terms and values, fixed once, printed with tags."""

import json
from io import BytesIO

import pytest
from django.utils import translation
from pypdf import PdfReader

from notices.domain.notice import document
from notices.enums.notice import FieldScope, FieldType, RollVerdict, RoundState
from notices.models import AddressedNotice
from notices.notice_terms import Field
from tests.factories.notices import FIELDS, notice_of, round_of, terms_of
from tests.pdf import pages, pdf_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice(db):
    return notice_of(name="가나다")


def test_composed_of_terms_and_values(notice):
    content, event = document.compose(notice), notice.round.event_on
    assert content["title"].startswith(f"{event.year}. {event.month}. {event.day}.(")
    assert content["to"] == "가나다"
    assert content["paragraphs"][0].startswith("가나다 님은 ")
    assert content["paragraphs"][0].endswith("09:00까지 성동구민방위교육장로 오십시오.")
    assert content["paragraphs"][1] == "문의: 시험과 02-2286-0000"
    day = f"{event.year}. {event.month}. {event.day}.({'월화수목금토일'[event.weekday()]})"
    assert content["fields"][0] == {"label": "행사일", "value": day}
    assert {"label": "교육 장소", "value": "성동구민방위교육장"} in content["fields"]
    assert content["basis"] == "민방위기본법 제24조"
    assert content["contact"] == {"office": "시험과", "phone": "02-2286-0000"}
    assert content["number"].endswith(f"{event.year}년 제{notice.round.round_no}회")
    assert content["place"] == "성동구민방위교육장"
    assert content["days"] == [{"label": content["title"], "on": event.isoformat(), "times": ["09:00"]}]


def test_korean_on_english_pages_too(notice):
    korean = document.compose(notice)
    with translation.override("en"):
        assert document.compose(notice) == korean


def test_an_empty_value_leaves_no_row(db):
    notice = notice_of(values=json.dumps({}))
    assert "소속" not in [row["label"] for row in document.compose(notice)["fields"]]


def test_a_date_of_the_person_is_a_day_of_its_own(db):
    fields = (
        Field("meeting_on", "예비소집일", "Meeting on", FieldScope.PERSON, FieldType.DATE),
        Field("meeting_at", "예비소집 시각", "Meeting at", FieldScope.PERSON, FieldType.TIME),
    )
    terms = terms_of(fields=fields, title="취학 통지서", body="{예비소집일} {예비소집 시각}")
    values = json.dumps({"meeting_on": "2013-12-27", "meeting_at": "14:00"})
    content = document.compose(notice_of(round_of(terms), values=values))
    assert content["paragraphs"] == ["2013. 12. 27.(금) 14:00"]
    assert content["days"][1:] == [
        {"label": "취학 통지서: 예비소집일", "on": "2013-12-27", "times": ["14:00"]}
    ]


def test_fixed_once_in_the_database(notice):
    kept = AddressedNotice.objects.get(pk=notice.pk)
    assert kept.document == document.canonical(json.loads(kept.document))
    assert kept.document_hash == document.hash_of(kept.document)
    assert json.loads(kept.document) == document.compose(notice)
    assert len(kept.token) == document.TOKEN_LENGTH and kept.token.isalnum()


def test_what_was_fixed_stays_when_values_change_later(notice):
    before = document.content_of(notice)
    notice.round.values = {"place": "다른 곳", "starts_at": "10:00"}
    assert document.compose(notice) != before
    assert document.content_of(notice) == before


def test_a_whole_roll_in_few_statements(django_assert_max_num_queries):
    round_ = round_of()
    notices = AddressedNotice.objects.bulk_create(
        AddressedNotice(round=round_, position=place, name=f"사람{place}", verdict=RollVerdict.NO_CONSENT)
        for place in range(1, 301)
    )
    with django_assert_max_num_queries(5):
        document.fix(notices)
    assert AddressedNotice.objects.exclude(document_hash="").count() == len(notices)


def test_what_goes_on_paper_alone_has_no_page(db):
    paper = notice_of(verdict=RollVerdict.UNKNOWN)
    assert paper.token is None and paper.document_hash
    with pytest.raises(ValueError):
        document.address_of(paper)


def test_address_is_on_the_portal(notice, settings):
    settings.SITE_URL = "https://portal.example.kr"
    assert document.address_of(notice) == f"https://portal.example.kr/n/{notice.token}/"


def test_pdf_is_tagged_and_says_what_was_fixed(notice):
    made = document.pdf(notice)
    root = PdfReader(BytesIO(made)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"].startswith("ko")
    assert {"H1", "Table", "TH", "TD", "P"} <= structure(root["/StructTreeRoot"])
    text = pdf_text(made)
    for part in ("훈련 통지서", "가나다 귀하", "성동구민방위교육장", "02-2286-0000", notice.document_hash):
        assert part in text
    assert document.pdf(AddressedNotice.objects.get(pk=notice.pk)) == made


def test_what_is_not_fixed_yet_is_a_preview():
    draft = notice_of(round_of(state=RoundState.DRAFT))
    assert "미리보기" in pdf_text(document.pdf(draft))


def test_several_in_one_file_each_on_its_page(db):
    round_ = round_of()
    notices = [notice_of(round_, name=name) for name in ("가가가", "나나나")]
    first, second = pages(document.pdf_of(notices))
    assert "가가가" in first and "나나나" not in first
    assert "나나나" in second and "가가가" not in second
    with pytest.raises(ValueError):
        document.pdf_of([])


def test_a_long_document_goes_on_to_further_pages(db):
    terms = terms_of(body="\n\n".join(f"{number}번째 문단입니다. " * 8 for number in range(60)))
    assert len(pages(document.pdf(notice_of(round_of(terms))))) > 2


@pytest.mark.parametrize("typed", ['#read("/etc/passwd")', "*가* _나_ $x$", "= 제목"])
def test_markup_in_a_value_is_printed(typed):
    round_ = round_of(terms_of(fields=FIELDS), values={"place": typed, "starts_at": "09:00"})
    assert typed in pdf_text(document.pdf(notice_of(round_)))


def structure(element) -> set[str]:
    """The kinds of structure elements below `element`."""
    element = element.get_object()
    if isinstance(element, list):
        return set().union(*(structure(child) for child in element))
    if not hasattr(element, "get"):
        return set()
    own = {str(element["/S"]).lstrip("/")} if "/S" in element else set()
    return own | (structure(element["/K"]) if "/K" in element else set())
