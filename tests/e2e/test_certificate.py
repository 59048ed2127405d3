"""A certificate in a browser: issued by staff for a reason, checked by somebody who only holds the paper."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from notices.domain.notice import evidence
from notices.enums.notice import EventKind, NoticeState, SeenBy
from notices.models import AddressedNotice, NoticeCertificate, NoticeEvent
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.notices import addressee, notice_of, round_of

pytestmark = pytest.mark.usefixtures("transactional_db")


@pytest.fixture
def notice(transactional_db) -> AddressedNotice:
    notice = notice_of(round_of(), addressee(name="남궁민수"))
    evidence.record(notice, EventKind.DOCUMENT, hash=notice.document_hash)
    evidence.record(notice, EventKind.VIEWED, method=SeenBy.CODE, serves=True)
    AddressedNotice.objects.filter(pk=notice.pk).update(
        state=NoticeState.SEEN, seen_at=notice.evidence.latest("sequence").at, seen_by=SeenBy.CODE
    )
    return notice


def test_from_the_notice_to_the_checked_file(page, sign_in, axe, notice, tmp_path):
    sign_in(staff(RoleCode.OFFICER))
    page.goto(f"{page.base}/office/rounds/{notice.round_id}/notices/{notice.pk}/")
    page.get_by_role("link", name="송달 증명서").click()
    page.get_by_role("button", name="증명서 내려받기").click()
    expect(page.get_by_role("alert")).to_contain_text("사유를 적지 않았거나")
    axe(page)
    page.get_by_label("발급하는 사유").fill("이의신청 심사")
    with page.expect_download() as download:
        page.get_by_role("button", name="증명서 내려받기").click()
    file = tmp_path / "certificate.pdf"
    download.value.save_as(file)
    row = NoticeCertificate.objects.get()
    assert row.number in download.value.suggested_filename
    page.reload()
    expect(page.get_by_role("cell", name=row.number)).to_be_visible()
    axe(page)
    check(page, axe, row.number, file)


def check(page, axe, number: str, file: Path) -> None:
    page.context.clear_cookies()
    page.goto(f"{page.base}/")
    page.get_by_role("link", name="통지 증명서 확인").click()
    axe(page)
    page.get_by_role("button", name="확인하기").click()
    expect(page.get_by_role("alert")).to_contain_text("입력하지 않았습니다")
    axe(page)
    page.get_by_label("증명서 번호").fill(number.lower())
    page.get_by_label("받은 PDF 파일").set_input_files(file)
    page.get_by_role("button", name="확인하기").click()
    expect(page.get_by_text("구청이 낸 증명서입니다")).to_be_visible()
    expect(page.get_by_text("파일이 낸 것과 똑같습니다")).to_be_visible()
    expect(page.get_by_text("남**수")).to_be_visible()
    axe(page)
    page.go_back()
    file.write_bytes(file.read_bytes() + b" ")
    page.get_by_label("증명서 번호").fill(number)
    page.get_by_label("받은 PDF 파일").set_input_files(file)
    page.get_by_role("button", name="확인하기").click()
    expect(page.get_by_text("파일이 낸 것과 다릅니다")).to_be_visible()
    axe(page)
    assert NoticeEvent.objects.filter(kind=EventKind.CERTIFIED).count() == 1
