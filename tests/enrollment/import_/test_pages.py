"""The pages of an import: scope, columns, preview, result, what comes back."""

import io
import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from enrollment.domain.import_ import passes
from enrollment.models import Application, Household, ImportFile, ImportMapping
from enrollment.veil import MASKED
from portal.accounts.enums import RoleCode
from portal.accounts.roles import grant
from portal.common.models import AccessLog
from portal.common.templatetags.korean import kdate
from tests.factories import tables, ugly_lists
from tests.factories.accounts import staff
from tests.factories.desk import OTHER_AREA, OWN_AREA
from tests.factories.resident_numbers import RESIDENT_NUMBER

pytestmark = pytest.mark.django_db


def post_file(desk, data, name="명단.xlsx"):
    return desk.post(
        "/desk/import/", {"file": SimpleUploadedFile(name, data), "place": "door_to_door", "collected_on": ""}
    )


def listed(*people):
    return tables.xlsx_file({"명단": [list(tables.HEADER), *tables.rows_of(people)]})


def columns_of(page):
    return {"columns": "1"} | {name: field.initial for name, field in page.context["columns"].fields.items()}


def checked(desk, data):
    url = post_file(desk, data).url
    desk.post(url, columns_of(desk.get(url)))
    passes.work(ImportFile.objects.latest("id").pk)
    return url


def test_from_upload_to_result(desk):
    url = checked(desk, listed(tables.applicant(1), tables.applicant(2, 휴대전화="없음")))
    page = desk.get(url)
    assert page.context["counts"].accepted == 1 and page.context["counts"].refused == 1
    assert "K3 휴대전화: 전화번호가 없다고" in page.content.decode()
    assert Application.objects.count() == 0
    desk.post(f"{url}start/", {"tell_applicants": "on"})
    passes.work(ImportFile.objects.get().pk)
    page = desk.get(url)
    assert page.context["file"].state == "finished" and Application.objects.count() == 1
    assert desk.post(f"{url}refused.xlsx", {"reason": ""})["Location"] == url
    assert not AccessLog.objects.filter(page="desk_import_refused").exists()
    response = desk.post(f"{url}refused.xlsx", {"reason": "고쳐서 다시 올림"})
    assert AccessLog.objects.get(page="desk_import_refused").reason == "고쳐서 다시 올림"
    book = load_workbook(io.BytesIO(response.content))
    header, row = book.active.iter_rows(values_only=True)
    assert header[:-1] == tables.HEADER and header[-1] == "반려 사유"
    assert row[3] == tables.name(2) and "K3 휴대전화" in row[-1]
    assert set(AccessLog.objects.values_list("action", flat=True)) == {"preview", "export"}


def test_names_are_masked_where_columns_are_checked(desk):
    html = desk.get(post_file(desk, listed(tables.applicant(1))).url).content.decode()
    assert tables.name(1) not in html and tables.applicant(1)["휴대전화"] not in html


def test_a_corrected_column_is_remembered_for_the_same_layout(desk):
    header = ["누구" if heading == "세대주" else heading for heading in tables.HEADER]
    people = [tables.applicant(n) for n in range(2)]
    data = tables.xlsx_file({"명단": [header, *tables.rows_of(people)]})
    url = post_file(desk, data).url
    fields = columns_of(desk.get(url))
    assert fields["c1_7"] == ""
    desk.post(url, fields | {"c1_7": "head_name"})
    assert ImportMapping.objects.get().columns["7"] == "head_name"
    again = tables.xlsx_file({"명단": [header, *tables.rows_of([tables.applicant(5)])]})
    assert columns_of(desk.get(post_file(desk, again).url))["c1_7"] == "head_name"


def test_one_item_for_two_columns_is_refused(desk):
    url = post_file(desk, listed(tables.applicant(1))).url
    response = desk.post(url, columns_of(desk.get(url)) | {"c1_5": "mobile"})
    assert "다른 열에서 고른 항목입니다" in response.content.decode()


def test_another_dong_does_not_see_the_file(desk, client):
    url = post_file(desk, listed(tables.applicant(1))).url
    client.force_login(staff(RoleCode.DONG_STAFF, OTHER_AREA))
    for part in ("", "progress/"):
        assert client.get(url + part).status_code == 404
    assert client.post(f"{url}discard/").status_code == 404
    assert ImportFile.objects.count() == 1


def test_a_list_of_several_dongs_stays_with_who_uploaded_it(desk, client):
    """Of two dongs, none chosen: the file was kept, and nobody but the district found it again."""
    clerk = staff(RoleCode.DONG_STAFF, OWN_AREA)
    grant(user=clerk, role=RoleCode.DONG_STAFF, area_path=OTHER_AREA, starts_on=date(2012, 1, 1), by=None)
    client.force_login(clerk)
    url = post_file(client, listed(tables.applicant(1))).url
    assert ImportFile.objects.get().dong is None
    assert client.get(url).status_code == 200
    assert url in client.get("/desk/import/").content.decode()
    for area in (OWN_AREA, OTHER_AREA):
        client.force_login(staff(RoleCode.DONG_STAFF, area))
        assert client.get(url).status_code == 404
    clerk.assignments.filter(area_path=OTHER_AREA).delete()
    client.force_login(clerk)
    assert client.get(url).status_code == 404


def test_the_same_file_leads_to_what_it_became(desk):
    data = listed(tables.applicant(1))
    first = post_file(desk, data).url
    assert post_file(desk, data).url == first
    assert ImportFile.objects.count() == 1


@pytest.mark.parametrize("name", ["명단.xlsx", f"{RESIDENT_NUMBER}.xlsx"])
def test_a_resident_number_refuses_the_file(desk, name):
    data = listed(tables.applicant(1, 상세주소=RESIDENT_NUMBER if name == "명단.xlsx" else "1호"))
    response = post_file(desk, data, name)
    assert "주민등록번호로 보이는" in response.content.decode()
    assert not ImportFile.objects.exists()


def test_the_template_is_read_as_it_is(desk, upload):
    data = desk.get("/desk/import/template.xlsx").content
    file = upload(data)
    assert "" not in file.tables[0]["columns"].values()
    passes.start_check(file=file, by=None, in_background=False)
    passes.work(file.pk)
    problems = file.rows.get().problems
    assert [problem["field"] for problem in problems] == ["collected_by", "tong_number"]


def test_discarding_keeps_nothing(desk):
    url = post_file(desk, listed(tables.applicant(1))).url
    desk.post(f"{url}discard/")
    assert not ImportFile.objects.exists()


def test_every_row_of_the_preview_and_what_was_passed_over(desk):
    rows = [list(tables.HEADER), *tables.rows_of([tables.applicant(1), tables.applicant(2, 휴대전화="없음")])]
    url = checked(desk, tables.xlsx_file({"명단": [*rows, ["합계", 2], ["※ 끝"]]}))
    page = desk.get(url)
    assert [row["place"] for row in page.context["rows"]] == ["3"]
    assert "(4, 5)" in page.content.decode()
    page = desk.get(f"{url}?rows=all")
    assert [(row["place"], row["verdict"]) for row in page.context["rows"]] == [("2", "접수"), ("3", "반려")]


def test_every_sheet_of_a_layout_is_named_hidden_ones_too(desk):
    rows = [list(tables.HEADER), *tables.rows_of([tables.applicant(1)])]
    data = ugly_lists.hidden({"1통": rows, "지난달": rows})
    page = desk.get(post_file(desk, data).url)
    ((sheets, _columns),) = page.context["layouts"]
    assert sheets == ["1통", "지난달"] and "1통, 지난달" in page.content.decode()


def test_a_column_corrected_after_the_preview_is_judged_anew(desk):
    header = ["누구" if heading == "세대주와의 관계" else heading for heading in tables.HEADER]
    spouse = tables.applicant(1, **{"세대주와의 관계": "배우자", "세대주": tables.name(2)})
    url = checked(desk, tables.xlsx_file({"명단": [header, *tables.rows_of([spouse])]}))
    page = desk.get(url)
    assert page.context["counts"].refused == 1
    desk.post(url, columns_of(page) | {f"c1_{header.index('누구')}": "relation"})
    file = ImportFile.objects.get()
    assert file.state == "checking"
    passes.work(file.pk)
    assert desk.get(url).context["counts"].accepted == 1


def test_progress_says_how_far_it_is_and_then_asks_for_the_page(desk):
    url = post_file(desk, listed(tables.applicant(1))).url
    desk.post(url, columns_of(desk.get(url)))
    moving = desk.get(f"{url}progress/")
    assert "HX-Refresh" not in moving and "새로 고침" in moving.content.decode()
    passes.work(ImportFile.objects.get().pk)
    assert desk.get(f"{url}progress/")["HX-Refresh"] == "true"


def test_a_joined_row_says_which_household_masked_and_logged(desk, bring_in):
    bring_in(listed(tables.applicant(1)))
    home = Household.objects.get()
    spouse = {"생년월일": "1985-05-05", "세대주와의 관계": "배우자"}
    family = tables.applicant(1, 성명="가족일", **spouse)
    alike = [tables.applicant(5), tables.applicant(5, 성명="가족오", **spouse)]
    url = checked(desk, listed(family, *alike))
    assert home.head_name not in desk.get(url).content.decode()
    page = desk.get(url, {"rows": "all"})
    text = page.content.decode()
    assert f'<a href="/desk/households/{home.pk}/">{MASKED.name(home.head_name)} 세대, ' in text
    assert MASKED.address(home) in text and home.address_detail not in text
    assert home.head_name not in text
    assert "이 파일의 다른 행과 같은 세대" in text
    log = AccessLog.objects.get(subject_type="household")
    assert (log.page, log.subject_ids) == ("desk_import_file", [home.pk])
    file = ImportFile.objects.latest("id")
    desk.post(f"{url}start/", {"tell_applicants": "on"})
    passes.work(file.pk)
    text = desk.get(url, {"rows": "all"}).content.decode()
    # Both are in by now, and their cells are gone.
    assert len(re.findall(r"/desk/households/\d+/", text)) == 2


def test_rows_collected_long_ago_are_asked_about_as_typed_ones_are(desk, settings):
    settings.PAPER_DOUBTED_AFTER_DAYS = 60
    today = timezone.localdate()
    days = [today - timedelta(days=60), today - timedelta(days=61), today - timedelta(days=400)]
    people = [tables.applicant(number, 접수일=day.isoformat()) for number, day in enumerate(days)]
    url = checked(desk, listed(*people))
    page = desk.get(url)
    text = page.content.decode()
    assert "접수일이 60일보다 오래된 행이 2행 있습니다" in text
    assert [row["place"] for row in page.context["rows"]] == ["3", "4"]
    assert f"접수일: {kdate(days[1])} 접수는 오래전입니다" in text
    refused = desk.post(f"{url}start/", {"tell_applicants": "on"})
    assert "신청서와 맞는지 확인하고 표시해 주세요" in refused.content.decode()
    assert ImportFile.objects.get().state == "checked"
    desk.post(f"{url}start/", {"old_is_right": "on"})
    passes.work(ImportFile.objects.get().pk)
    assert Application.objects.count() == 3


def test_a_paper_that_came_back_in_time_is_not_asked_about(desk, settings):
    settings.PAPER_DOUBTED_AFTER_DAYS = 60
    day = timezone.localdate() - timedelta(days=30)
    text = desk.get(checked(desk, listed(tables.applicant(1, 접수일=day.isoformat())))).content.decode()
    assert "오래된 행" not in text
