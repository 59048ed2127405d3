"""The savings page: the figure with its assumptions beneath, files, and who may set what."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from notices.enums.notice import NoticeState
from notices.models import SavingsAssumption
from portal.accounts.enums import RoleCode
from tests.factories.rates import DISTRICT
from tests.factories.savings import add, approved, assume, seen

pytestmark = pytest.mark.django_db

URL = "/dashboard/savings/"
SET = "/dashboard/savings/assumptions/"
ASKED = {"as_of": "2013-06-30"}


@pytest.fixture
def half_year(db):
    """4,884 notices seen in March and April 2013."""
    seen(approved(), 4000, date(2013, 3, 12))
    seen(approved(), 884, date(2013, 4, 2))


def test_the_programme_begins_with_the_assumption_of_the_press(db):
    first = SavingsAssumption.objects.get()
    assert (first.kind, first.minutes, first.starts_on) == (None, 20, date(2012, 9, 1))
    assert "아시아경제 2013-09-26" in first.source


def test_the_figure_stands_with_everything_it_rests_on(half_year, as_role):
    html = as_role(RoleCode.OFFICER).get(URL, ASKED).content.decode()
    assert "<strong>1,628</strong>" in html and "<strong>203.5</strong>" in html
    assert "<strong>11.97</strong>" in html  # person-days for each of 17 dongs
    assert "전자로 보낸 통지 4,884건 가운데 본인이 열람한 4,884건" in html
    assert "한 건에 전달 20분, 인쇄 40원, 우편 0원" in html and "(4,884건에 적용)" in html
    assert "종이로 전달한 통지는 나중에 열람했어도 셈하지 않습니다." in html
    assert 'data-source="#grid-months"' in html and 'id="grid-months"' in html
    assert 'data-value="1333.33"' in html  # March in the chart


def test_notices_nothing_came_of_yet_are_named_and_lead_to_their_rounds(half_year, as_role):
    add(approved(), 21, rung=0, state=NoticeState.SERVING)
    told = "아직 열람하지도 종이로 바꾸지도 않은 21건은 세지 않았습니다."
    html = as_role(RoleCode.OFFICER).get(URL, ASKED).content.decode()
    assert "전자로 보낸 통지 4,905건 가운데 본인이 열람한 4,884건" in html and told in html
    assert 'href="/office/rounds/?state=serving"' in html
    html = as_role(RoleCode.DONG_STAFF).get(URL, ASKED).content.decode()
    assert told in html and "/office/rounds/" not in html


def test_a_past_day_and_a_beginning(half_year, as_role):
    reader = as_role(RoleCode.ADMINISTRATOR)
    assert "<strong>1,333.33</strong>" in reader.get(URL, {"as_of": "2013-03-31"}).content.decode()
    html = reader.get(URL, {**ASKED, "since": "2013. 4. 1."}).content.decode()
    assert "<strong>294.67</strong>" in html and "2013. 4. 1. ~ 6. 30." in html
    assert "열람한 전자통지가 없습니다" in reader.get(URL, {"as_of": "2013-01-31"}).content.decode()


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"as_of": "2999-01-01"}, "아직 오지 않은 날의 절감은"),
        ({"since": "2013-07-01", "as_of": "2013-06-30"}, "시작일이 기준일보다 늦습니다."),
        ({"since": "삼월"}, "날짜가 올바르지 않습니다."),
    ],
)
def test_days_that_cannot_be_answered_are_refused_at_their_field(half_year, as_role, query, message):
    html = as_role(RoleCode.OFFICER).get(URL, query).content.decode()
    assert html.count(message) >= 2 and 'aria-invalid="true"' in html


def test_files_carry_rule_source_and_assumptions(half_year, as_role):
    reader = as_role(RoleCode.OFFICER)
    response = reader.get("/dashboard/savings/files/months.csv", ASKED)
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    facts = dict(row for row in rows[: rows.index([])])
    assert facts["제목"] == "성동구 월별 절감" and facts["기준일"] == "2013-06-30"
    assert facts["가정"].startswith("모든 종류, 2012. 9. 1.부터: 한 건에 전달 20분")
    assert {"세는 방법", "출처"} <= set(facts)
    table = rows[rows.index([]) + 1 :]
    assert table[1][:4] == ["2013년 3월", "4000", "1333.33", "166.67"]
    assert table[-1] == ["합계", "4884", "1628.00", "203.50", "195360", "0", "195360"]
    sheet = load_workbook(io.BytesIO(reader.get("/dashboard/savings/files/kinds.xlsx", ASKED).content)).active
    assert [cell.value for cell in list(sheet.rows)[-1]][:3] == ["합계", 4884, 1628]


@pytest.mark.parametrize("table", ["kinds", "rounds", "months", "dongs", "halves"])
def test_every_table_has_a_file(half_year, as_role, table):
    response = as_role(RoleCode.OFFICER).get(f"/dashboard/savings/files/{table}.csv", ASKED)
    assert b"4884" in b"".join(response.streaming_content)


def test_what_does_not_exist_is_not_found(as_role):
    reader = as_role(RoleCode.OFFICER)
    for name in ("people.csv", "kinds.pdf", "kinds.csv?as_of=2999-01-01"):
        assert reader.get(f"/dashboard/savings/files/{name}").status_code == 404


def filled(**changes) -> dict:
    tomorrow = timezone.localdate() + timedelta(days=1)
    values = {"kind": "", "starts_on": f"{tomorrow:%Y. %m. %d}.", "minutes": "12.5", "print_won": "50"}
    return {**values, "postage_won": "430", "source": "2026년 업무량 조사", **changes}


def test_a_new_assumption_changes_nothing_told_before(half_year, as_role):
    admin = as_role(RoleCode.ADMINISTRATOR)
    response = admin.post(SET, filled(), follow=True)
    html = response.content.decode()
    assert response.redirect_chain == [(SET, 302)]
    assert "가정을 정했습니다." in html and "12.5" in html and "시작 전" in html and "지금 쓰임" in html
    made = SavingsAssumption.objects.get(minutes=Decimal("12.5"))
    assert (made.postage_won, made.set_by) == (430, admin.user)
    html = admin.get(URL, ASKED).content.decode()
    assert "<strong>1,628</strong>" in html and "12.5분" not in html


def test_an_assumption_not_yet_begun_is_taken_back_after_a_question(half_year, as_role):
    admin = as_role(RoleCode.ADMINISTRATOR)
    html = admin.post(SET, filled(), follow=True).content.decode()
    made = SavingsAssumption.objects.get(minutes=Decimal("12.5"))
    address = f"{SET}{made.pk}/take-back/"
    assert html.count("/take-back/") == 1 and address in html
    html = admin.get(address).content.decode()
    assert "이 가정을 거둘까요?" in html and "12.5분" in html
    assert "다음 반년에 아낄 것을 앞서 정한 가정으로 다시 냅니다." in html
    assert SavingsAssumption.objects.filter(pk=made.pk).exists()
    assert "가정을 거두었습니다." in admin.post(address, follow=True).content.decode()
    assert not SavingsAssumption.objects.filter(pk=made.pk).exists()
    for send in (admin.get, admin.post):
        assert "그 가정은 이제 없습니다." in send(address, follow=True).content.decode()
    begun = SavingsAssumption.objects.earliest("starts_on")
    for send in (admin.get, admin.post):
        html = send(f"{SET}{begun.pk}/take-back/", follow=True).content.decode()
        assert "이미 시작한 가정은 거둘 수 없습니다." in html
    assert as_role(RoleCode.OFFICER).get(f"{SET}{begun.pk}/take-back/").status_code == 403


def test_one_that_starts_today_says_what_it_changes_before_it_holds(as_role):
    admin = as_role(RoleCode.ADMINISTRATOR)
    entered = filled(starts_on=f"{timezone.localdate():%Y. %m. %d}.", print_won="1,000")
    html = admin.post(SET, entered).content.decode()
    assert "오늘 이미 열람한 통지의 수치도 달라집니다." in html and 'value="1,000"' in html
    assert SavingsAssumption.objects.count() == 1
    html = admin.post(SET, {**entered, "at_once": "1"}, follow=True).content.decode()
    assert "가정을 정했습니다." in html
    assert SavingsAssumption.objects.get(starts_on=timezone.localdate()).print_won == 1000


def test_a_kind_may_save_nothing_with_the_reason_beside(as_role):
    nothing = {"minutes": "0", "print_won": "0", "postage_won": "0", "source": "종이도 함께 보냄"}
    html = as_role(RoleCode.ADMINISTRATOR).post(SET, filled(**nothing), follow=True).content.decode()
    assert "가정을 정했습니다." in html and "종이도 함께 보냄" in html
    made = SavingsAssumption.objects.latest("pk")
    assert (made.minutes, made.print_won, made.postage_won) == (0, 0, 0)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"starts_on": "2013-01-01"}, "지난 날의 수치는 바꿀 수 없습니다."),
        ({"starts_on": "9999-12-31"}, "적용 시작일이 10년보다 뒤입니다."),
        ({"starts_on": ""}, "적용 시작일을 입력하지 않았습니다."),
        ({"minutes": "-1"}, "전달 시간은 0 이상이어야 합니다."),
        ({"minutes": "이십"}, "전달 시간이 숫자가 아닙니다."),
        ({"minutes": "1e3"}, "전달 시간이 숫자가 아닙니다."),
        ({"print_won": ""}, "인쇄비를 입력하지 않았습니다."),
        ({"postage_won": "1.5"}, "우편료가 숫자가 아닙니다."),
        ({"source": ""}, "근거를 입력하지 않았습니다."),
    ],
)
def test_refused_at_the_field_with_everything_kept(as_role, changes, message):
    html = as_role(RoleCode.ADMINISTRATOR).post(SET, filled(**changes)).content.decode()
    assert html.count(message) >= 2 and 'aria-invalid="true"' in html
    assert all(f'value="{value}"' in html for value in changes.values() if value)
    assert SavingsAssumption.objects.count() == 1


def test_only_those_who_may(as_role, client):
    assert client.get(URL).status_code == client.get(SET).status_code == 302
    for role in (RoleCode.OFFICER, RoleCode.DONG_STAFF, RoleCode.APPROVER, RoleCode.PRIVACY_OFFICER):
        assert as_role(role).post(SET, filled()).status_code == 403
    assert as_role(RoleCode.ADMINISTRATOR, f"{DISTRICT}/1120058000").post(SET, filled()).status_code == 403
    for role in (RoleCode.DONG_STAFF, RoleCode.APPROVER, RoleCode.PRIVACY_OFFICER):
        assert as_role(role).get("/dashboard/savings/files/kinds.csv").status_code == 403
    assert "가정 정하기" not in as_role(RoleCode.APPROVER).get(URL, ASKED).content.decode()
    assert SavingsAssumption.objects.count() == 1


def test_a_day_without_an_assumption_is_told(as_role):
    SavingsAssumption.objects.all().delete()
    seen(approved(), 3)
    assume(date(2013, 4, 1), minutes=10)
    seen(approved(), 2, date(2013, 4, 2))
    html = as_role(RoleCode.ADMINISTRATOR).get(URL, ASKED).content.decode()
    assert "정해진 가정이 없는 통지 3건은 셈하지 않았습니다." in html and "<strong>0.33</strong>" in html


def test_the_public_reads_the_sum_with_its_assumption(half_year, client):
    html = client.get("/stats/", ASKED).content.decode()
    assert "<strong>4,884</strong>" in html and "<strong>1,628</strong>" in html
    assert "한 건에 전달 20분" in html


def test_a_handful_of_notices_is_not_told_to_the_public(client):
    seen(approved(), 4)
    assert "열람한 통지" not in client.get("/stats/", ASKED).content.decode()


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("2013-03-30", None),
        ("2013-03-31", "20"),
        ("2013-04-29", "20"),
        ("2013-04-30", "20"),
        ("2013-05-30", "20"),
        ("2013-05-31", "27"),
    ],
)
def test_neighbouring_days_and_months_tell_of_nobody(client, asked, told):
    """Whole months are told, and one with a handful only together with the next."""
    for day, number in ((date(2013, 3, 12), 20), (date(2013, 4, 2), 3), (date(2013, 5, 7), 4)):
        seen(approved(), number, day)
    html = client.get("/stats/", {"as_of": asked}).content.decode()
    assert ("열람한 통지" in html) == (told is not None)
    assert told is None or f"<strong>{told}</strong>" in html
