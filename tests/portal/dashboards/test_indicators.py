"""Indicators from outside: entered with source and period, corrected without loss, uploaded by the table."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from enrollment.models import District
from portal.accounts.enums import ApiScope, RoleCode
from portal.common.models import AuditEvent
from portal.dashboards.indicators import board, definition, values
from portal.dashboards.indicators.file import WrongFile, as_csv, parse
from portal.dashboards.models import Indicator, IndicatorValue
from portal.local.replay import indicators as replayed
from tests.factories.rates import DISTRICT
from tests.factories.resident_numbers import RESIDENT_NUMBER
from tests.notices.api import system

pytestmark = pytest.mark.django_db

URL, API = "/dashboard/indicators/", "/api/v1/dashboards/indicators/"
UPLOAD, PREVIEW = f"{URL}upload/", f"{URL}preview/"
TOLD_ON = date(2013, 9, 26)
HEADER = ("지표", "비교 대상", "기간", "값", "출처")


@pytest.fixture
def followed(db) -> None:
    replayed.follow()


def district() -> District:
    return District.objects.get(code=DISTRICT)


def indicator(code: str = "e_tax") -> Indicator:
    return Indicator.objects.get(code=code)


def enter(on: date, value: str, **changes) -> IndicatorValue:
    facts = {"indicator": indicator(), "source": "세무과 통계", "by": None, **changes}
    return values.enter(period_on=on, value=Decimal(value), **facts)


def shown(day: date = TOLD_ON) -> dict[str, board.Followed]:
    return {one.indicator.code: one for one in board.read(day, DISTRICT).followed}


def test_the_published_figures_stand_as_they_were_told(followed):
    found = shown()
    assert {code: (one.figure.value, one.figure.source) for code, one in found.items()} == {
        "online_civil_service": (45, "아시아경제 2013-09-26"),
        "information_sharing": (90, "아시아경제 2013-09-26"),
        "e_tax": (10, "아시아경제 2013-09-26"),
    }
    service, tax = found["online_civil_service"], found["e_tax"]
    assert (service.indicator.baseline, service.change.value, service.is_better) == (15, 30, True)
    assert service.attainment.value == Decimal("85.7")  # 30 of the 35 points from 15 to 50
    assert (tax.peers[0].value.value, tax.peers[0].difference) == (Decimal("2.60"), Decimal("7.4"))
    assert tax.change is None and tax.attainment is None
    assert service.line.text == "민원24 이용률: 기준값 15%, 2013. 9. 26. 45%, 목표 50%"


def test_before_its_period_is_over_a_value_is_not_there(followed):
    one = shown(date(2013, 9, 25))["e_tax"]
    assert one.now is None and one.figure.value is None and one.figure.note and one.peers == ()


def test_where_lower_is_better_the_way_goes_down(followed):
    calls = Indicator(district=district(), code="paper")
    fields = {"name": "종이 고지서", "unit": "장", "baseline": Decimal(400), "baseline_period": "2012년"}
    definition.define(indicator=calls, by=None, target=Decimal(200), higher_is_better=False, **fields)
    enter(date(2013, 6, 30), "350", indicator=calls)
    one = shown()["paper"]
    assert (one.change.value, one.is_better, one.attainment.value) == (-50, True, 25)
    assert one.figure.unit_label == "장"
    enter(date(2013, 7, 31), "450", indicator=calls)
    one = shown()["paper"]
    assert (one.is_better, one.attainment.value) == (False, 0)


def test_a_correction_leaves_its_trace(followed):
    first = enter(date(2013, 6, 30), "8")
    assert enter(date(2013, 6, 30), "8").pk == first.pk
    second = enter(date(2013, 6, 30), "8.5")
    first.refresh_from_db()
    assert first.superseded_at and second.superseded_at is None
    event = AuditEvent.objects.filter(action="indicator.correct").get()
    assert (event.detail["before"], event.detail["value"]) == ("8.00", "8.5")
    values.take_back(value=second, by=None)
    values.take_back(value=second, by=None)
    assert IndicatorValue.objects.filter(period_on=date(2013, 6, 30), superseded_at=None).count() == 0
    assert AuditEvent.objects.filter(action="indicator.take_back").count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"value": "101"}, "value"),
        ({"value": "-1"}, "value"),
        ({"source": " "}, "source"),
        ({"source": "가" * 201}, "source"),
        ({"source": f"담당 {RESIDENT_NUMBER}"}, "source"),
        ({"peer": "가" * 41}, "peer"),
        ({"peer_en": "Seoul average"}, "peer_en"),
        ({"peer": "서울시", "peer_en": f"Seoul {RESIDENT_NUMBER}"}, "peer_en"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(followed, changes, field):
    with pytest.raises(ValidationError) as refused:
        enter(date(2013, 6, 30), **{"value": "10", **changes})
    assert list(refused.value.message_dict) == [field]


def table(*rows, header=HEADER) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([header, *rows])
    return stream.getvalue().encode("cp949")


def problems(data: bytes, name: str = "지표.csv") -> list[tuple]:
    with pytest.raises(WrongFile) as refused:
        parse(data, name, district())
    return [(problem.row, problem.column) for problem in refused.value.problems]


def test_every_mistake_of_a_file_is_named_by_row_and_column(followed):
    data = table(
        ("e_tax", "", "2013. 6.", "10", "세무과"),
        ("모르는 것", "", "2013. 6.", "열", "세무과"),
        ("e_tax", "", "2999", "200", ""),
        ("지방세 전자고지 이용률", "", "2013-06-30", "11", "세무과"),
        ("e_tax", "서울시", "2013. 6.", "200", "세무과"),
        ("e_tax", "", "2013. 5.", "9", f"담당 {RESIDENT_NUMBER}"),
    )
    assert problems(data) == [(3, "A"), (3, "D"), (4, "C"), (4, "E"), (5, ""), (6, "D"), (7, "E")]
    assert IndicatorValue.objects.count() == 4


@pytest.mark.parametrize(
    "data", [table(), table(("10", "2013"), header=("값", "기간")), b"\x89PNG\r\n\x1a\n00", b"  "]
)
def test_files_without_a_table_are_refused(followed, data):
    assert problems(data) == [(None, "")]


def test_a_download_can_be_uploaded_again(followed, as_role):
    admin = as_role(RoleCode.ADMINISTRATOR)
    assert f"{URL}files/values.xlsx" in admin.get(UPLOAD).content.decode()
    response = admin.get(f"{URL}files/values.xlsx")
    entries = parse(response.content, "지표.xlsx", district())
    kept = {(entry.place, entry.value, entry.source) for entry in entries}
    assert len(entries) == 4 and parse(as_csv(entries), "values.csv", district()) == entries
    assert kept == {
        ((value.indicator_id, value.peer, value.period_on), value.value, value.source)
        for value in IndicatorValue.objects.all()
    }


def xlsx(*rows) -> SimpleUploadedFile:
    book = Workbook()
    for row in (("성동구 지표",), (), HEADER, *rows):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return SimpleUploadedFile("지표.xlsx", stream.getvalue())


def test_a_file_is_looked_at_before_anything_is_written(followed, as_role):
    admin = as_role(RoleCode.ADMINISTRATOR)
    file = xlsx(("e_tax", None, date(2013, 9, 26), 10.5, "세무과"), ("e_tax", None, "2013. 6.", 9, "세무과"))
    response = admin.post(UPLOAD, {"file": file}, follow=True)
    assert response.redirect_chain == [(PREVIEW, 302)] and IndicatorValue.objects.count() == 4
    html = response.content.decode()
    assert "10.5%" in html and "고침" in html and "새로" in html
    fingerprint = response.context["found"].fingerprint
    enter(date(2013, 6, 30), "7")
    response = admin.post(PREVIEW, {"fingerprint": fingerprint}, follow=True)
    assert "그 사이 다른 등록이 있었습니다." in response.content.decode()
    fingerprint = response.context["found"].fingerprint
    html = admin.post(PREVIEW, {"fingerprint": fingerprint}, follow=True).content.decode()
    assert "새 값 0개, 고친 값 2개입니다." in html
    assert shown()["e_tax"].now.value == Decimal("10.5") and shown()["e_tax"].now.entered_by == admin.user
    assert admin.get(PREVIEW).status_code == 302


def test_a_refused_file_shows_its_mistakes_and_one_given_up_changes_nothing(followed, as_role):
    admin = as_role(RoleCode.ADMINISTRATOR)
    html = admin.post(UPLOAD, {"file": xlsx(("x", "", "2013", "열", ""))}).content.decode()
    assert "아래 표의 3곳을 고친 뒤" in html and "지표가 없습니다." in html
    admin.post(UPLOAD, {"file": xlsx(("e_tax", "", "2013. 6.", "9", "세무과"))})
    assert "바뀐 것은 없습니다." in admin.post(PREVIEW, {"discard": "1"}, follow=True).content.decode()
    assert IndicatorValue.objects.count() == 4


def test_an_indicator_is_made_filled_and_corrected_on_its_pages(db, as_role):
    admin = as_role(RoleCode.ADMINISTRATOR)
    assert "아직 만든 지표가 없습니다" in admin.get(URL).content.decode()
    fields = {"name": "도서 대출", "code": "loans", "unit": "권", "baseline": "1,000", "is_shown": "on"}
    html = admin.post(f"{URL}new/", fields).content.decode()
    assert "기준값이 언제의 것인지" in html and 'value="1,000"' in html
    for code in ("upload", "대출"):
        assert admin.post(f"{URL}new/", {**fields, "code": code, "baseline": ""}).status_code == 200
    assert not Indicator.objects.exists()
    page = f"{URL}loans/"
    response = admin.post(f"{URL}new/", {**fields, "baseline_period": "2012년"}, follow=True)
    assert response.redirect_chain == [(page, 302)]
    html = admin.post(
        f"{page}values/", {"period_on": "2013. 6.", "value": "많음", "source": ""}
    ).content.decode()
    assert (
        "값이 숫자가 아닙니다." in html
        and "출처를 입력하지 않았습니다." in html
        and 'value="2013. 6."' in html
    )
    for value in ("1200", "1250"):
        admin.post(f"{page}values/", {"period_on": "2013. 6.", "value": value, "source": "도서관"})
    html = admin.get(page).content.decode()
    assert "1,250권" in html and "1,200권" in html and "고치기 전 값" in html
    assert shown()["loans"].change.value == 250
    kept = IndicatorValue.objects.get(superseded_at=None)
    admin.post(f"{page}values/{kept.pk}/take-back/")
    assert shown()["loans"].now is None
    admin.post(f"{page}edit/", {"name": "대출 권수", "unit": "권"})
    assert (indicator("loans").name, indicator("loans").is_shown) == ("대출 권수", False)
    assert "loans" not in shown() and "보이지 않게 한 지표" in admin.get(URL).content.decode()


def test_words_have_an_english_text_beside_them(followed, as_role):
    admin = as_role(RoleCode.ADMINISTRATOR)
    page, before = f"{URL}e_tax/", date(2013, 6, 30)
    admin.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "Share of local tax bills" in admin.get(URL).content.decode()
    Indicator.objects.update(definition_en="", baseline_period_en="")
    IndicatorValue.objects.update(peer_en="")
    html = admin.get(URL).content.decode()
    assert '<span lang="ko">지방세 고지서를' in html and '<span lang="ko">서울시 평균</span>' in html
    assert '<span lang="ko">2012년, 사업 시작 전</span>' in html
    edited = {
        "name": "지방세 전자고지 이용률", "name_en": "E-billing of local tax", "unit": "%", "is_shown": "on",
        "definition": "종이 대신", "definition_en": "Bills by mail & not on paper",
        "baseline": "5", "baseline_period": "2012년", "baseline_period_en": "The year 2012",
    }  # fmt: skip
    assert admin.post(f"{page}edit/", edited).status_code == 302
    entered = {"period_on": "2013. 6.", "value": "2.2", "peer": "서울시 평균", "source": "서울시"}
    assert admin.post(f"{page}values/", {**entered, "peer_en": "Seoul average"}).status_code == 302
    for address in (URL, page):
        html = admin.get(address).content.decode()
        assert "Bills by mail &amp; not on paper" in html and "종이 대신" not in html
    assert "The year 2012" in admin.get(URL).content.decode()
    assert values.enter(
        indicator=indicator(), period_on=date(2013, 3, 31), value=Decimal(2), source="서울시", by=None,
        peer="서울시 평균",
    ).peer_en == "Seoul average"  # fmt: skip
    for day in (before, TOLD_ON):
        assert [peer.value.peer_en for peer in shown(day)["e_tax"].peers] == ["Seoul average"]
    admin.cookies[settings.LANGUAGE_COOKIE_NAME] = "ko"
    html = admin.get(URL).content.decode()
    assert "Bills by mail" not in html and "종이 대신" in html and "Seoul average" not in html


def test_an_english_name_alone_corrects_no_value(followed):
    first = enter(date(2013, 6, 30), "2.2", peer="서울시 평균")
    again = enter(date(2013, 6, 30), "2.2", peer="서울시 평균", peer_en="Seoul average")
    assert (again.pk, again.peer_en) == (first.pk, "Seoul average")
    assert AuditEvent.objects.filter(action="indicator.name_peer").count() == 1
    assert set(indicator().values.values_list("peer", "peer_en")) == {
        ("", ""),
        ("서울시 평균", "Seoul average"),
    }


def test_a_row_without_an_indicator_is_told_so(followed):
    with pytest.raises(WrongFile) as refused:
        parse(table(("", "", "2013. 6.", "10", "세무과")), "지표.csv", district())
    assert "지표가 비어 있습니다." in str(refused.value.problems[0])


def test_who_may_look_and_who_may_change(followed, as_role):
    officer = as_role(RoleCode.OFFICER)
    html = officer.get(URL).content.decode() + officer.get(f"{URL}e_tax/").content.decode()
    assert "2.6%" in html and "take-back" not in html and "지표 만들기" not in html
    for address in (f"{URL}new/", UPLOAD, PREVIEW, f"{URL}e_tax/edit/"):
        assert officer.get(address).status_code == 403
    assert officer.post(f"{URL}e_tax/values/", {}).status_code == 403
    assert officer.get(f"{URL}files/now.csv").status_code == 200
    assert as_role(RoleCode.DONG_STAFF).get(f"{URL}files/now.csv").status_code == 403
    assert officer.get(f"{URL}nothing/").status_code in (403, 404)


def test_other_systems_read_them(followed):
    answer = system(ApiScope.DASHBOARDS_READ).get(API, as_of="2013-09-26").json()
    tax = next(one for one in answer if one["code"] == "e_tax")
    assert (tax["now"]["value"], tax["now"]["as_of"], tax["unit"], tax["target"]) == (
        10.0,
        "2013-09-26",
        "%",
        50.0,
    )
    assert tax["peers"] == [
        {
            "name": "서울시 평균", "name_en": "Average of Seoul", "value": 2.6, "period_on": "2013-09-26",
            "source": "아시아경제 2013-09-26", "difference": 7.4,
        }
    ]  # fmt: skip
    assert [(one["peer"], one["value"]) for one in tax["values"]] == [("", 10.0), ("서울시 평균", 2.6)]
    assert tax["change"] is None
