"""Printed files: what a reader's machine can read in them, and who may take them."""

import pytest

from enrollment.domain import intake
from enrollment.models import ConsentText
from enrollment.prints.application_form import application_forms_pdf
from enrollment.prints.consent_page import SIZES, backs
from enrollment.prints.receipt import receipt_pdf
from enrollment.queries.consent_texts import current_texts
from portal.accounts.enums import RoleCode
from portal.common.models import AccessLog
from tests.factories.accounts import staff
from tests.factories.desk import OTHER_AREA
from tests.factories.enrollment import enroll
from tests.factories.intake import RETURNED_ON, batch, clerk
from tests.pdf import pages, pdf_text

pytestmark = pytest.mark.django_db


def squeezed(text: str) -> str:
    """Without spaces and line breaks, which a page sets where it likes."""
    return "".join(text.split())


class TestBlankForms:
    def test_two_numbered_pages_for_each_form_still_out(self, client):
        by = clerk()
        client.force_login(by)
        issued = batch(by=by, count=3)
        intake.take_back(batch=issued, form_nos=["K-0002"], returned_on=RETURNED_ON, by=by)
        response = client.get(f"/desk/intake/{issued.pk}/forms.pdf")
        assert response["Content-Type"] == "application/pdf"
        printed = pages(response.content)
        assert len(printed) == 4
        for page, (form_no, side) in zip(
            printed, [("K-0001", 1), ("K-0001", 2), ("K-0003", 1), ("K-0003", 2)], strict=True
        ):
            assert f"{form_no} ({side}/2)" in page

    def test_the_fields_stand_in_the_order_of_the_entry_page(self):
        issued = batch(by=clerk(), count=1)
        front = pages(application_forms_pdf(issued, ["K-0001"]))[0]
        order = [
            "통/반", "신청인 이름", "생년월일", "성별", "세대주와 관계", "세대주 이름", "도로명주소",
            "상세주소", "휴대전화", "이메일", "희망 서비스", "관심분야", "수신방법",
        ]  # fmt: skip
        positions = [front.index(label) for label in order]
        assert positions == sorted(positions)
        for shown in (
            "전자행정서비스 신청서",
            "행당1동 5통 통장5",
            "통장 방문",
            "1 민방위 통지",
            "7 복지",
            "2 이메일",
        ):
            assert shown in front, shown
        assert "주민등록번호는 적지 마세요" in front

    def test_the_back_holds_every_consent_in_full_each_with_yes_and_no(self):
        issued = batch(by=clerk(), count=1)
        back = squeezed(pages(application_forms_pdf(issued, ["K-0001"]))[1])
        texts = current_texts().values()
        for text in texts:
            for part in (text.title, text.aim, text.items, text.retention, text.refusal):
                assert squeezed(part) in back
        assert back.count("1예") == back.count("2아니요") == len(texts) == 5
        assert back.count("[필수동의]") == 1
        assert "법정대리인(신청인이14세미만일때만)" in back
        assert "신청인과의관계" in back

    @pytest.mark.parametrize(("letters", "papers"), [(20, 1), (60, 1), (400, 2), (1500, 6)])
    def test_longer_texts_are_set_smaller_then_on_more_pages_and_never_cut(self, letters, papers):
        long = {"aim": "가 나 " * (letters // 2), "items": "나", "retention": "다", "refusal": "라"}
        found = backs([ConsentText(purpose=str(number), title="긴 글", **long) for number in range(5)])
        assert len(found) == papers
        assert [text.purpose for back in found for text in back.texts] == list("01234")
        assert [back.is_last for back in found] == [False] * (papers - 1) + [True]
        assert (found[0].size < SIZES[0]) == (letters > 20)

    def test_a_text_longer_than_a_page_is_not_cut_in_silence(self):
        with pytest.raises(ValueError, match="does not fit"):
            backs([ConsentText(purpose="poll", version=2, title="긴 글", aim="가 " * 9000)])

    def test_a_full_batch_stays_a_small_file(self):
        issued = batch(by=clerk(), count=500)
        content = application_forms_pdf(issued, issued.forms.values_list("form_no", flat=True))
        assert len(content) < 1_500_000

    def test_nothing_is_left_to_print_when_all_came_back(self, client):
        by = clerk()
        client.force_login(by)
        issued = batch(by=by, count=1)
        intake.take_back(batch=issued, form_nos=["K-0001"], returned_on=RETURNED_ON, by=by)
        assert client.get(f"/desk/intake/{issued.pk}/forms.pdf").status_code == 404


class TestReceipt:
    def test_names_number_items_and_date(self):
        application = enroll(topics=("culture", "health")).application
        printed = pdf_text(receipt_pdf(application, applicant="가나다"))
        for shown in (
            application.receipt_no,
            "2026. 1. 5.",
            "구정소식",
            "문화, 건강",
            "문자, 이메일",
            "행당1동",
            "가나다",
        ):
            assert shown in printed, shown

    def test_follows_the_language_of_the_page(self):
        from django.utils import translation

        application = enroll().application
        with translation.override("en"):
            printed = pdf_text(receipt_pdf(application, applicant="가나다"))
        assert "District news" in printed
        assert application.receipt_no in printed

    def test_at_the_desk_it_is_masked_and_logged(self, client):
        by = clerk()
        client.force_login(by)
        application = enroll(name="홍가나다").application
        url = f"/desk/households/{application.household_id}/receipts/{application.pk}.pdf"
        printed = pdf_text(client.get(url).content)
        assert "홍**다" in printed
        assert "홍가나다" not in printed
        log = AccessLog.objects.get(action=AccessLog.Action.PRINT)
        assert (log.user, log.subject_ids, log.page) == (by, [application.household_id], "desk_receipt")
        assert url in client.get(f"/desk/households/{application.household_id}/").content.decode()

    def test_another_dong_or_household_gets_nothing(self, client):
        application, other = enroll().application, enroll().application
        wrong = f"/desk/households/{other.household_id}/receipts/{application.pk}.pdf"
        client.force_login(clerk())
        assert client.get(wrong).status_code == 404
        client.force_login(staff(RoleCode.DONG_STAFF, OTHER_AREA))
        own = f"/desk/households/{application.household_id}/receipts/{application.pk}.pdf"
        assert client.get(own).status_code == 404
        assert not AccessLog.objects.exists()
