"""The preview of a round before its approval: of any row, on the page and as PDF."""

import pytest
from django.urls import reverse

from notices.domain.notice import round as rounds
from portal.accounts.enums import RoleCode
from portal.common.models import AccessLog
from tests.factories.accounts import staff
from tests.factories.notices import addressee
from tests.notices.rolls import draft, row, rows_of

pytestmark = pytest.mark.django_db


def text_of(answer) -> str:
    return answer.content.decode()


def test_who_drafts_reads_document_mail_and_text_before_handing_in(client, officer):
    addressee(name="하나가", road_address="왕십리로 10")
    made = draft(row("하나가", "19900506"), row("둘나가", "19910506", unit="은하소대"), by=officer)
    client.force_login(officer)
    url = reverse("office_round_preview", args=[made.pk])
    assert url in text_of(client.get(reverse("office_round", args=[made.pk])))
    page = text_of(client.get(url))
    for told in ("훈련 통지서", "문서가 도착했습니다", "훈련 통지서 http", "하*가"):
        assert told in page
    assert "하나가" not in page
    page = text_of(client.get(url, {"row": rows_of(made)[1].position}))
    assert "은하소대" in page
    assert "둘*가" in page
    looked = AccessLog.objects.filter(action="preview", subject_type="notice")
    assert [log.subject_ids for log in looked.order_by("pk")] == [[one.pk] for one in rows_of(made)]
    assert "그런 행이 없거나" in text_of(client.get(url, {"row": "99"}))
    assert "행 번호를 숫자로" in text_of(client.get(url, {"row": "둘"}))


def test_the_pdf_of_a_row_is_given_and_logged(client, officer):
    made = draft(row("하나가", "19900506"), by=officer)
    rounds.submit(round=made, by=officer)
    approver = staff(RoleCode.APPROVER)
    client.force_login(approver)
    page = text_of(client.get(reverse("office_round_review", args=[made.pk])))
    assert reverse("office_round_preview", args=[made.pk]) in page
    answer = client.get(reverse("office_round_preview_pdf", args=[made.pk, rows_of(made)[0].position]))
    assert answer.content.startswith(b"%PDF")
    assert AccessLog.objects.filter(
        subject_ids=[rows_of(made)[0].pk], page="office_round_preview_pdf"
    ).exists()
    assert client.get(reverse("office_round_preview_pdf", args=[made.pk, 99])).status_code == 404
    rounds.approve(round=made, by=approver)
    assert client.get(reverse("office_round_preview", args=[made.pk])).status_code == 404
    client.force_login(staff(RoleCode.OFFICER, area_path="11230"))
    assert client.get(reverse("office_round_preview", args=[made.pk])).status_code == 404
