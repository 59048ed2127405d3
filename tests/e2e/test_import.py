"""Importing a list in a browser: upload, columns, preview, import, refused rows, accessible all the way."""

import pytest

from enrollment.domain.import_ import passes
from enrollment.models import Application, ImportFile
from portal.accounts.enums import RoleCode
from tests.factories import tables
from tests.factories.accounts import staff
from tests.factories.desk import OWN_AREA


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
    assert page.get_by_text("파일을 선택하지 않았습니다").count()
    axe(page)
    upload = {"name": "3통 명단.xlsx", "mimeType": "application/octet-stream", "buffer": data}
    page.get_by_label("신청자 명단 파일").set_input_files(upload)
    page.get_by_role("button", name="파일 올리기").click()
    assert page.get_by_label("휴대전화", exact=True).input_value() == "mobile"
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
