"""Pages, files and addresses by neighbourhood: the same figures everywhere, small ones kept back."""

import csv
import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from enrollment.models import District, Dong, Household, HouseholdCount, Tong, TongLeader
from portal.accounts.enums import ApiScope, RoleCode
from portal.common import summary
from portal.dashboards.models import BoundaryFile
from tests.factories.boundaries import SOURCE, collection, features
from tests.factories.rates import DISTRICT, count_households, enrolled_households
from tests.notices.api import system
from tests.portal.dashboards.test_dashboard import Tables

pytestmark = pytest.mark.django_db

URL, EUNGBONG, API = "/dashboard/areas/", "1120058000", "/api/v1/dashboards/areas/"
DONG = f"{URL}{EUNGBONG}/"
DAYS = {"since": "2012-09-20", "as_of": "2012-10-30"}


@pytest.fixture
def tong(programme) -> Tong:
    """Of the 34 households of the dong 20 live in its first tong, 12 of them in its first ban."""
    made = Tong.objects.create(dong_id=EUNGBONG, number=1, valid_from=date(2012, 1, 1))
    TongLeader.objects.create(tong=made, name="가통장", starts_on=date(2012, 1, 1))
    homes = list(Household.objects.filter(dong=EUNGBONG).values_list("pk", flat=True)[:20])
    Household.objects.filter(pk__in=homes).update(tong=made, ban=2)
    Household.objects.filter(pk__in=homes[:12]).update(ban=1)
    return made


def page(client, url: str = URL, **query) -> str:
    response = client.get(url, {**DAYS, **query})
    assert response.status_code == 200
    return response.content.decode()


def rows_of(client, url: str, **query) -> list[list[str]]:
    response = client.get(url, {**DAYS, **query})
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    return rows[rows.index([]) + 1 :]


def test_page_file_and_api_say_the_same(tong, as_role):
    client = as_role(RoleCode.ADMINISTRATOR)
    (table,) = Tables(page(client)).tables
    told = {row[0]: row for row in table}
    assert told["응봉동"] == "응봉동|34.0%|34|100|34.0% 1위|0|0.0%p 2위|1|66 1위".split("|")
    assert told["합계"][1:] == "2.0%|45|1,700|2.6%|+11|+0.6%p|1|1,655".split("|")
    assert len(table) == 1 + 17 + 1
    header, *rows = rows_of(client, f"{URL}dongs.csv")
    assert rows[-1][:9] == [DISTRICT, "합계", "34", "2.0", "45", "1700", "2.6", "11", "0.6"]
    row = next(row for row in rows if row[0] == EUNGBONG)
    assert row[header.index("신청률 순위") :][:3] == ["1", "2", "1"]
    assert sum(int(row[4]) for row in rows[:-1]) == 45
    answer = system(ApiScope.DASHBOARDS_READ).get(API, **DAYS).json()
    (dong,) = [one for one in answer["dongs"] if one["code"] == EUNGBONG]
    assert (dong["enrolled_households"], dong["rate_percent"], dong["rank_by_rate"]) == (34, 34.0, 1)
    whole = answer["district"]
    assert (whole["code"], whole["households_gained"], whole["rate_gained"]) == (DISTRICT, 11, 0.6)
    assert (answer["since"], answer["as_of"]) == tuple(DAYS.values())


def test_what_has_no_rank_is_left_out_of_the_sentence(tong, as_role):
    """No neighbourhood gained anything: nobody is first by that."""
    client = as_role(RoleCode.ADMINISTRATOR)
    assert "늘어난 신청률은" in page(client, DONG)
    html = page(client, DONG, since="2012-10-29")
    assert "17개 동 가운데 신청률 1위입니다." in html and "늘어난 신청률은" not in html and "-위" not in html


def test_down_to_the_ban(tong, as_role):
    client = as_role(RoleCode.ADMINISTRATOR)
    html = page(client, DONG)
    assert "17개 동 가운데 신청률 1위" in html and "통의 신청률은 내지 않고" in html
    for place in ("intake", "what-if"):
        assert f'href="/dashboard/{place}/?dong={EUNGBONG}&amp;as_of=2012-10-30"' in html
    (table,) = Tables(html).tables
    assert [row[:5] for row in table[1:]] == [
        ["1통", "20", "20", "0", "있음"],
        ["통 미상", "14", "14", "0", "-"],
        ["합계", "34", "34", "0", ""],
    ]
    html = page(client, f"{DONG}1/")
    (table,) = Tables(html).tables
    assert [row[:3] for row in table[1:]] == [["1반", "12", "12"], ["2반", "8", "8"], ["합계", "20", "20"]]
    assert rows_of(client, f"{DONG}tongs.csv")[1:] == [
        ["1통", "20", "20", "0"],
        ["통 미상", "14", "14", "0"],
        ["합계", "34", "34", "0"],
    ]
    assert rows_of(client, f"{DONG}1/bans.csv")[1] == ["1반", "12", "12", "0"]
    told = system(ApiScope.DASHBOARDS_READ).get(f"{API}{EUNGBONG}/", **DAYS).json()
    assert [(one["key"], one["enrolled_households"]) for one in told["tongs"]] == [("1", 20), ("unknown", 14)]
    assert (told["figures"]["rate"]["numerator"], told["figures"]["rate"]["denominator"]) == (34, 100)
    assert "가통장" not in html + page(client, DONG) + str(told)


def test_small_cells_are_kept_from_who_may_not_see_them_everywhere(tong, as_role):
    Household.objects.filter(tong=tong, ban=2).update(tong=None, ban=None)
    rest = list(Household.objects.filter(tong=tong).values_list("pk", flat=True)[3:])
    Household.objects.filter(pk__in=rest).update(tong=None, ban=None)
    officer = as_role(RoleCode.OFFICER)
    (table,) = Tables(page(officer, DONG)).tables
    assert [row[1:4] for row in table[1:]] == [["가림", "가림", "-"]] * 2 + [["34", "34", "0"]]
    assert "다섯보다 적은 수와" in page(officer, DONG)
    assert "<strong>3</strong>" not in page(officer, f"{DONG}1/")
    assert rows_of(officer, f"{DONG}tongs.csv")[1] == ["1통", "가림", "가림", "가림"]
    assert rows_of(officer, f"{DONG}1/bans.csv")[1] == ["1반", "가림", "가림", "가림"]
    told = system(ApiScope.DASHBOARDS_READ).get(f"{API}{EUNGBONG}/", **DAYS).json()["tongs"]
    assert [(one["is_hidden"], one["enrolled_households"]) for one in told] == [(True, None)] * 2
    (table,) = Tables(page(as_role(RoleCode.ADMINISTRATOR), DONG)).tables
    assert table[1][1:4] == ["3", "3", "0"]


def test_a_small_dong_is_hidden_on_map_and_table(programme, as_role):
    enrolled_households(3, dong="1120065000", starts_on=date(2012, 9, 20))
    html = page(as_role(RoleCode.OFFICER))
    rows = {row[0]: row for row in Tables(html).tables[0]}
    assert rows["성수1가1동"][1:6] == ["-", "가림", "100", "-", "-"]
    assert '<span class="tile-value">가림</span>' in html
    small = page(as_role(RoleCode.OFFICER), f"{URL}1120065000/")
    assert "가림" in small and "3.0" not in small


def test_other_systems_read_a_tong_by_ban(tong):
    client, address = system(ApiScope.DASHBOARDS_READ), f"{API}{EUNGBONG}/1/"
    told = client.get(address, **DAYS).json()
    assert [(ban["key"], ban["enrolled_households"]) for ban in told["bans"]] == [("1", 12), ("2", 8)]
    assert (told["dong"], told["tong"]["key"], told["figures"]["now"]["value"]) == (EUNGBONG, "1", 20)
    few = list(Household.objects.filter(tong=tong).values_list("pk", flat=True)[3:])
    Household.objects.filter(pk__in=few).update(tong=None, ban=None)
    told = client.get(address, **DAYS).json()
    assert told["tong"]["is_hidden"] and all(ban["is_hidden"] for ban in told["bans"])
    assert "3" not in {str(ban["enrolled_households"]) for ban in told["bans"]}
    assert client.get(f"{API}{EUNGBONG}/7/", **DAYS).status_code == 404
    assert client.get(address, as_of="2999-01-01").status_code == 400


def test_a_token_of_one_dong_reads_the_whole_district(tong):
    client = system(ApiScope.DASHBOARDS_READ, area_path=f"{DISTRICT}/1120056000")
    assert len(client.get(API, **DAYS).json()["dongs"]) == 17
    assert client.get(f"{API}{EUNGBONG}/1/", **DAYS).json()["tong"]["enrolled_households"] == 20


def test_sorting_both_ways_and_keeping_the_days(tong, as_role):
    client = as_role(RoleCode.OFFICER)
    (table,) = Tables(page(client, sort="points", dir="desc")).tables
    assert table[1][0] == "행당1동" and table[-1][0] == "합계"
    html = page(client, sort="left_per_leader", dir="asc")
    assert Tables(html).tables[0][1][0] == "응봉동" and 'aria-sort="ascending"' in html
    assert "since=2012-09-20&amp;as_of=2012-10-30" in html
    assert page(client, sort="leaders';--", dir="x", show="no", map="no")
    for key in ("name", "before", "now", "gained"):
        assert f'aria-sort="{"descending" if key == "now" else "ascending"}"' in page(
            client, DONG, sort=key, dir="desc" if key == "now" else "asc"
        )


@pytest.mark.parametrize("show", ["rate", "points", "left_per_leader"])
def test_what_the_map_shows_can_be_chosen_and_leads_to_the_dong(tong, as_role, show):
    html = page(as_role(RoleCode.OFFICER), show=show)
    assert html.count('class="tile step-') == 17
    assert f'href="{DONG}?since=2012-09-20&amp;as_of=2012-10-30"' in html
    assert {"rate": "34.0%", "points": "+11.0%p", "left_per_leader": "66세대"}[show] in html


def test_the_map_has_the_shapes_that_were_loaded_and_tiles_when_asked(programme, as_role):
    client = as_role(RoleCode.ADMINISTRATOR)
    html = page(client)
    assert reverse("dashboard_boundaries") in html and "<svg viewBox" not in html
    file = SimpleUploadedFile("경계.geojson", collection(features()))
    client.post("/dashboard/boundaries/", {"file": file, "source": SOURCE})
    client.post("/dashboard/boundaries/preview/")
    html = page(client)
    assert html.count('class="area-link step-') == 17 and "tile-name" not in html
    assert "응봉동 34.0%</title>" in html and SOURCE in html
    assert "tile-name" in page(client, map="tiles")
    Dong.objects.create(code="1120099000", district_id=DISTRICT, name="새동")
    assert "tile-name" in page(client), "outlines without the new dong are no map of the district"


def test_what_is_wrong_with_a_file_stands_at_its_field(programme, as_role):
    client = as_role(RoleCode.ADMINISTRATOR)

    def refused(data: bytes | None, source: str = SOURCE) -> str:
        sent = {"source": source} | ({"file": SimpleUploadedFile("x.json", data)} if data is not None else {})
        return client.post("/dashboard/boundaries/", sent).content.decode()

    assert "GeoJSON 파일을 선택해 주세요" in refused(None)
    html = refused(collection(features()[1:]))
    assert html.count("왕십리2동. 구의 모든 동이") >= 2 and 'aria-invalid="true"' in html
    assert f'value="{SOURCE}"' in html
    assert "출처를 입력하지 않았습니다" in refused(collection(features()), source=" ")
    assert not BoundaryFile.objects.exists()
    for role in (RoleCode.OFFICER, RoleCode.DONG_STAFF):
        assert as_role(role).get("/dashboard/boundaries/").status_code == 403
    limited = as_role(RoleCode.ADMINISTRATOR, f"{DISTRICT}/{EUNGBONG}")
    assert limited.get("/dashboard/boundaries/").status_code == 403


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"as_of": "2999-01-01"}, "아직 오지 않은 날"),
        ({"as_of": "어제"}, "날짜가 올바르지 않습니다."),
        ({"since": "2012-11-01", "as_of": "2012-10-01"}, "비교일이 기준일보다 늦습니다."),
    ],
)
def test_days_that_cannot_be_compared(tong, as_role, query, message):
    client = as_role(RoleCode.OFFICER)
    for url in (URL, DONG, f"{DONG}1/"):
        html = client.get(url, query).content.decode()
        assert html.count(message) >= 2 and 'aria-invalid="true"' in html
    for url in ("dongs.csv", f"{EUNGBONG}/tongs.csv", f"{EUNGBONG}/1/bans.csv"):
        assert client.get(URL + url, query).status_code == 404
    assert system(ApiScope.DASHBOARDS_READ).get(API, **query).status_code == 400


def test_four_weeks_when_nothing_is_asked_for(tong, as_role):
    client = as_role(RoleCode.OFFICER)
    assert "2012. 10. 2.에서 2012. 10. 30.까지" in client.get(URL, {"as_of": "2012-10-30"}).content.decode()
    assert client.get(URL).status_code == 200


def test_nothing_yet(as_role):
    client = as_role(RoleCode.ADMINISTRATOR)
    html = page(client)
    assert "전체 세대수가 없어" in html and "이날 신청 중인 세대가 없습니다" in html
    assert "등록된 통이 없습니다" in page(client, DONG)
    District.objects.get(code=DISTRICT).dongs.all().delete()
    District.objects.all().delete()
    assert "아직 구와 동 정보가 없습니다" in page(client)


def test_registers_that_differ_are_told(programme, as_role):
    client = as_role(RoleCode.OFFICER)
    assert "다른 자료입니다" not in page(client)
    count_households("2012년09월", each=200)
    assert "다른 자료입니다" in page(client)
    HouseholdCount.objects.filter(as_of=date(2012, 8, 31)).delete()
    assert "등록된 세대수 없음" in page(client)


def test_a_day_before_the_tong_is_told_in_words(tong, as_role):
    Tong.objects.filter(dong=EUNGBONG).update(valid_from=date(2012, 9, 1))
    client, days = as_role(RoleCode.OFFICER), {"since": "1900-01-01", "as_of": "1900-01-02"}
    assert "이 기간에는 없던 통이라 신청 세대가 없습니다." in page(client, f"{DONG}1/", **days)
    assert "2012. 9. 1.부터 있는 통이라" in page(client, DONG, **days)
    assert "없던 통" not in page(client, f"{DONG}1/")
    assert client.get(f"{DONG}1/bans.csv", days).status_code == 200
    told = system(ApiScope.DASHBOARDS_READ).get(f"{API}{EUNGBONG}/1/", **days).json()
    assert (told["existed"], told["tong"]["enrolled_households"], told["bans"]) == (False, 0, [])


def test_what_there_is_not_and_who_may_not(tong, as_role, client):
    assert client.get(URL).status_code == 302
    officer = as_role(RoleCode.OFFICER)
    for url in ("9999999999/", f"{EUNGBONG}/7/", "dongs.pdf", f"{EUNGBONG}/tongs.pdf"):
        assert officer.get(URL + url, DAYS).status_code == 404
    for path in ("9999999999/",):
        assert system(ApiScope.DASHBOARDS_READ).get(API + path).status_code == 404
    staff = as_role(RoleCode.DONG_STAFF)
    assert "dongs.csv" not in page(staff)
    assert staff.get(f"{URL}dongs.csv").status_code == 403
    assert as_role(RoleCode.TONG_LEADER, f"{DISTRICT}/{EUNGBONG}/1").get(DONG).status_code == 403


def test_the_number_of_statements_does_not_depend_on_the_data(tong, as_role, django_assert_max_num_queries):
    client = as_role(RoleCode.ADMINISTRATOR)
    for url in (URL, DONG, f"{DONG}1/"):
        page(client, url)
        with django_assert_max_num_queries(40) as few:
            page(client, url)
        enrolled_households(60, dong=EUNGBONG, starts_on=date(2012, 9, 18))
        summary.catch_up()
        with django_assert_max_num_queries(40) as many:
            page(client, url)
        assert len(few) == len(many)
