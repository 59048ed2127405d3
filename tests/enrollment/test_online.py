"""Enrolling online from the first page to the receipt."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enrollment.domain.apply import accept
from enrollment.models import (
    Application,
    Consent,
    ContactPoint,
    Household,
    Person,
    WaitingApplication,
)
from portal.accounts.models import SignInHandle, User
from portal.accounts.residents import find_by_contact
from portal.common.templatetags.korean import kdate
from tests.enrollment.online import Walk, errors, text, years_ago
from tests.factories.enrollment import application_form, enroll, intake
from tests.pdf import pdf_text

pytestmark = pytest.mark.django_db


class TestTheWholeWay:
    def test_a_resident_enrolls_and_gets_a_receipt(self, walk):
        assert walk.start().url == reverse("enroll_consents")
        assert walk.consents("enrollment", "public_info", "e_notice").url == reverse("enroll_person")
        assert walk.person().url == reverse("enroll_contact")
        assert walk.contact().url == reverse("enroll_mobile_code")
        assert walk.code("enroll_mobile_code", "01000000001").url == reverse("enroll_email_code")
        assert walk.code("enroll_email_code", "hong@example.kr").url == reverse("enroll_household")
        assert walk.household().url == reverse("enroll_services")
        assert walk.services().url == reverse("enroll_check")
        response = walk.submit()
        application = Application.objects.get()
        assert response.url == reverse("enroll_done", args=[application.receipt_no])
        assert (application.method, application.place, application.entered_by) == ("online", "online", None)
        assert application.collected_on == timezone.localdate()
        person = application.person
        assert (person.name, person.relation, person.household.head_name) == ("홍길동", "head", "홍길동")
        assert person.household.road_address == "서울특별시 성동구 고산자로 270"
        assert person.household.address_detail == "101동 1203호"
        assert ContactPoint.objects.filter(person=person, verified_at__isnull=False).count() == 2
        assert set(Consent.objects.filter(given=True).values_list("purpose", flat=True)) == {
            "enrollment",
            "public_info",
            "e_notice",
        }
        assert Consent.objects.filter(given=False).count() == 2

    def test_the_applicant_has_an_account_that_signs_in_with_the_confirmed_contacts(self, walk):
        walk.until_check()
        walk.submit()
        user = Person.objects.get().user
        assert user.name == "홍길동"
        assert not user.has_usable_password()
        assert set(SignInHandle.objects.filter(user=user).values_list("kind", flat=True)) == {
            "mobile",
            "email",
        }

    def test_a_number_changed_on_paper_opens_no_account_by_an_application(self, walk):
        """It may be a slip: the code proves whose phone it is, not whose account."""
        walk.until_check(contact={"email": ""}, services={"channels": ["sms"]})
        walk.submit()
        person = Person.objects.get()
        accept(
            form=application_form(
                name=person.name,
                road_address="서울특별시 성동구 고산자로 270",
                mobile="01000000002",
                email="",
                channels=("sms",),
            ),
            intake=intake(method="paper", place="dong_centre", collected_on=timezone.localdate()),
        )
        again = Walk(Client(), walk.codes)
        again.start()
        again.consents()
        again.person()
        again.contact(mobile="01000000002", email="")
        again.code("enroll_mobile_code", "01000000002")
        again.household()
        again.services(channels=["sms"])
        again.submit()
        assert find_by_contact("mobile", "01000000002") is None
        assert WaitingApplication.objects.get().reasons == ["other_number"]
        assert person.user.handles.count() == 1

    def test_family_members_sharing_a_phone_share_its_account(self, walk):
        walk.until_check()
        walk.submit()
        other = Walk(Client(), walk.codes)
        home = {"relation": "spouse", "head_name": "홍길동"}
        other.until_check(
            person={"name": "나다라"}, contact={"email": ""}, household=home, services={"channels": ["sms"]}
        )
        other.submit()
        assert User.objects.count() == 1
        assert {person.user for person in Person.objects.all()} == {User.objects.get()}

    def test_the_second_of_a_household_joins_it_and_is_told(self, walk):
        enroll(name="홍길동", road_address="성동구 고산자로 270", address_detail="101동 1203호")
        home = {"relation": "child", "head_name": "홍 길 동", "address_detail": "0101동 1203호"}
        walk.until_check(person={"name": "홍가나", "birth_date": "20000102"}, household=home)
        page = walk.client.get(walk.submit().url)
        assert "이미 신청한 세대에 합쳤습니다" in text(page)
        assert Household.objects.count() == 1
        assert Person.objects.count() == 2

    def test_a_child_applies_with_a_guardian_confirmed_by_code(self, walk):
        walk.start()
        walk.consents()
        assert walk.person(name="홍가나", birth_date=years_ago(10)).url == reverse("enroll_guardian")
        guardian = {
            "guardian_name": "홍길동",
            "guardian_relation": "parent",
            "guardian_phone": "01000000009",
        }
        assert set(errors(walk.post("enroll_guardian", guardian))) == {"guardian_consent"}
        sent = walk.post("enroll_guardian", {**guardian, "guardian_consent": "on"})
        assert sent.url == reverse("enroll_guardian_code")
        assert walk.code("enroll_guardian_code", "01000000009").url == reverse("enroll_contact")
        walk.contact_and_codes(email="")
        walk.household(relation="child", head_name="홍길동")
        walk.services(channels=["sms"])
        walk.submit()
        application = Application.objects.get()
        assert (application.guardian_name, application.guardian_phone) == ("홍길동", "01000000009")
        assert application.guardian_confirmed_at is not None

    def test_a_corrected_birth_date_asks_for_the_guardian_before_handing_in(self, walk):
        walk.until_check()
        walk.get("enroll_check")
        assert walk.person(birth_date=years_ago(10)).url == reverse("enroll_guardian")
        assert walk.get("enroll_check").url == reverse("enroll_guardian")
        assert walk.person().url == reverse("enroll_check")
        walk.submit()
        assert Application.objects.get().guardian_name is None

    def test_english_readers_read_the_consents_in_english(self, walk):
        walk.client.cookies["django_language"] = "en"
        walk.start()
        page = text(walk.get("enroll_consents"))
        assert "Collection and use of personal data to provide e-government services" in page
        assert "If you refuse, notices keep coming on paper." in page
        walk.consents()
        walk.person()
        walk.contact_and_codes()
        assert "Haengdang 1-dong" in text(walk.get("enroll_household"))
        walk.household()
        assert "Receive civil defence training notices electronically." in text(walk.get("enroll_services"))


class TestTheReceipt:
    def test_on_the_same_device_it_shows_what_was_handed_in(self, walk):
        walk.until_check()
        page = text(walk.client.get(walk.submit().url))
        application = Application.objects.get()
        for shown in (application.receipt_no, "홍길동", "구정소식", "문자, 이메일", "접수증 저장"):
            assert shown in page, shown
        assert "/my/" in page

    def test_the_saved_copy_says_in_words_what_this_form_asked_for(self, walk):
        walk.until_check()
        saved = walk.client.get(walk.submit().url + "receipt/").content.decode("utf-8-sig")
        assert "받는 방법: 문자, 이메일" in saved
        assert "희망 서비스: 민방위 통지, 구정소식\n" in saved

    def test_the_printed_copy_holds_number_items_and_date(self, walk):
        walk.until_check()
        response = walk.client.get(walk.submit().url + "receipt.pdf")
        application = Application.objects.get()
        assert response["Content-Type"] == "application/pdf"
        assert f"receipt-{application.receipt_no}.pdf" in response["Content-Disposition"]
        printed = pdf_text(response.content)
        today = kdate(timezone.localdate())
        for shown in (application.receipt_no, "홍길동", "민방위 통지, 구정소식", "문자, 이메일", today):
            assert shown in printed, shown

    def test_elsewhere_it_shows_the_number_and_nothing_about_anybody(self, walk):
        walk.until_check()
        address = walk.submit().url
        page = text(Client().get(address))
        assert Application.objects.get().receipt_no in page
        for hidden in (
            "홍길동",
            "행당",
            "구정소식",
            "hong@example.kr",
            "0001호",
            "고산자로 270,",
            "접수증 저장",
        ):
            assert hidden not in page
        assert Client().get(address + "receipt/").status_code == 404
        assert Client().get(address + "receipt.pdf").status_code == 404

    def test_unknown_and_paper_numbers_are_not_found(self, client):
        paper = enroll(intake_changes={"method": "paper", "place": "dong_centre"}).application
        for number in (paper.receipt_no, "2026-9999999", "nonsense"):
            assert client.get(reverse("enroll_done", args=[number])).status_code == 404

    def test_the_saved_receipt_is_a_file_a_phone_can_open(self, walk):
        walk.until_check()
        response = walk.client.get(walk.submit().url + "receipt/")
        assert response["Content-Type"] == "text/plain; charset=utf-8"
        assert "attachment" in response["Content-Disposition"]
        content = response.content.decode("utf-8-sig")
        assert Application.objects.get().receipt_no in content
        assert "홍길동" in content
