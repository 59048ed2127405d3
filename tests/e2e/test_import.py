"""Importing a list in a browser: upload, columns, preview, import, refused rows, accessible all the way."""

import pytest
from playwright.sync_api import expect

from enrollment.domain.import_ import passes
from enrollment.models import Application, ImportFile
from portal.accounts.enums import RoleCode
from tests.factories import tables
from tests.factories.accounts import staff
from tests.factories.desk import OWN_AREA
from tests.factories.resident_numbers import RESIDENT_NUMBER


@pytest.fixture
def clerk(sign_in):
    user = staff(RoleCode.DONG_STAFF, OWN_AREA)
    sign_in(user)
    return user


def test_a_list_from_upload_to_result(page, clerk, axe):
    people = [tables.applicant(1), tables.applicant(2), tables.applicant(3, 휴대전화="없음")]
    data = tables.xlsx_file({"명단": [list(tables.HEADER), *tables.rows_of(people)]})
    page.goto(f"{page.base}/desk/import/")
    axe(page)
    page.get_by_role("button", name="파일 올리기").click()
    expect(page.get_by_text("파일을 선택하지 않았습니다").first).to_be_attached()
    axe(page)
    upload = {"name": "3통 명단.xlsx", "mimeType": "application/octet-stream", "buffer": data}
    page.get_by_label("신청자 명단 파일").set_input_files(upload)
    page.get_by_role("button", name="파일 올리기").click()
    expect(page.get_by_label("휴대전화", exact=True)).to_have_value("mobile")
    axe(page)
    page.get_by_role("button", name="결과 미리 보기").click()
    page.locator("#progress").wait_for()
    axe(page)
    file = ImportFile.objects.get()
    passes.work(file.pk)
    start = page.get_by_role("button", name="2행 등록하기")
    start.wait_for()  # the page asks by itself
    axe(page)
    start.click()
    passes.work(file.pk)
    page.get_by_role("heading", name="결과").wait_for()
    axe(page)
    assert Application.objects.count() == 2
    with page.expect_download() as download:
        page.get_by_label("내려받는 사유").fill("고쳐서 다시 올림")
        page.get_by_role("button", name="반려된 행 내려받기").click()
    assert download.value.suggested_filename == "반려된 행 3통 명단.xlsx"


def give(page, data: bytes, name: str = "3통 명단.xlsx"):
    page.goto(f"{page.base}/desk/import/")
    upload = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    page.get_by_label("신청자 명단 파일").set_input_files(upload)
    page.get_by_role("button", name="파일 올리기").click()


def test_what_a_list_lacks_is_said_before_anything_goes_in(page, clerk, axe):
    header = ["동의" if heading == "필수 동의" else heading for heading in tables.HEADER]
    header[9] = "건물 안내"
    data = tables.xlsx_file({"명단": [header, *tables.rows_of([tables.applicant(1)])]})
    give(page, data)
    page.get_by_text("값이 있는데 읽지 않는 열이 있습니다: ‘건물 안내’, ‘동의’").wait_for()
    axe(page)
    page.get_by_role("button", name="결과 미리 보기").click()
    page.get_by_text("이 표에 ‘필수 동의").wait_for()
    axe(page)
    page.get_by_label("동의", exact=True).select_option("consent:enrollment")
    page.get_by_role("button", name="결과 미리 보기").click()
    page.locator("#progress").wait_for()
    file = ImportFile.objects.get()
    passes.work(file.pk)
    page.get_by_role("button", name="1행 등록하기").wait_for()
    expect(page.get_by_text("읽지 않는 열이 있습니다: ‘건물 안내’")).to_have_count(1)
    axe(page)


def test_where_a_resident_number_stands(page, clerk, axe):
    rows = tables.rows_of([tables.applicant(1, 상세주소=RESIDENT_NUMBER)])
    give(page, tables.xlsx_file({"명단": [list(tables.HEADER), *rows]}))
    expect(page.get_by_text("있는 곳: 시트 ‘명단’ J2.").first).to_be_attached()
    axe(page)


def test_an_import_that_stopped_is_gone_on_with(page, clerk, axe):
    give(page, tables.xlsx_file({"명단": [list(tables.HEADER), *tables.rows_of([tables.applicant(1)])]}))
    page.get_by_role("button", name="결과 미리 보기").wait_for()
    ImportFile.objects.update(state="failed", failure="busy")
    page.reload()
    axe(page)
    page.get_by_role("button", name="이어서 하기").click()
    page.locator("#progress").wait_for()
    passes.work(ImportFile.objects.get().pk)
    page.get_by_role("button", name="1행 등록하기").wait_for()
