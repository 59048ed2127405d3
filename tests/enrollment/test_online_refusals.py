"""Every way to stray from the path of enrolling online."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from enrollment.models import (
    Application,
    Tong,
    WaitingApplication,
)
from portal.accounts.models import User
from tests.enrollment.online import HOME, Walk, errors, text
from tests.factories.enrollment import enroll
from tests.factories.resident_numbers import RESIDENT_NUMBER

pytestmark = pytest.mark.django_db


class TestRefusals:
    @pytest.fixture
    def at(self, walk):
        """Open the way up to a page."""

        def open_up(step: str) -> Walk:
            walk.start()
            walk.consents()
            if step != "person":
                walk.person()
            if step in ("household", "services"):
                walk.contact_and_codes()
            if step == "services":
                walk.household()
            return walk

        return open_up

    def test_a_missing_required_consent(self, walk):
        walk.start()
        response = walk.consents("public_info")
        assert set(errors(response)) == {"consent_enrollment"}
        assert 'aria-invalid="true"' in text(response)
        assert text(response).count(" checked") == 1
        assert 'class="krds-alert danger error-summary"' in text(response)

    @pytest.mark.parametrize("name", ["", f"홍길동 {RESIDENT_NUMBER}", "12345"])
    def test_a_name_that_is_none(self, at, name):
        response = at("person").person(name=name)
        assert set(errors(response)) == {"name"}
        assert 'value="19800304"' in text(response)

    @pytest.mark.parametrize(
        "birth_date", ["", "20230229", "19901301", "800304", "21000101", "18500101", RESIDENT_NUMBER, "어제"]
    )
    def test_a_birth_date_that_is_none(self, at, birth_date):
        response = at("person").person(birth_date=birth_date)
        assert set(errors(response)) == {"birth_date"}
        assert 'value="홍길동"' in text(response)

    @pytest.mark.parametrize(
        "birth_date", ["1980-03-04", "1980. 3. 4.", "1980년 3월 4일", "１９８００３０４"]
    )
    def test_birth_dates_as_people_write_them(self, at, birth_date):
        assert at("person").person(birth_date=birth_date).url == reverse("enroll_contact")

    @pytest.mark.parametrize(
        "mobile", ["", "02-2286-5000", "070-0000-0001", "011-000-0001", "010-0000", "없음"]
    )
    def test_a_number_that_cannot_receive_texts(self, at, mobile):
        walk = at("contact")
        response = walk.contact(mobile=mobile)
        assert set(errors(response)) == {"mobile"}
        assert "hong@example.kr" in text(response)
        assert walk.codes == {}

    def test_an_address_that_is_no_mailbox(self, at):
        assert set(errors(at("contact").contact(email="hong@"))) == {"email"}

    def test_a_wrong_code_keeps_the_page_and_the_right_one_still_works(self, at):
        walk = at("contact")
        walk.contact()
        wrong = "000000" if walk.codes["01000000001"] != "000000" else "111111"
        assert walk.post("enroll_mobile_code", {"code": wrong}).url == reverse("enroll_mobile_code")
        response = walk.get("enroll_mobile_code")
        assert "인증번호가 맞지 않거나" in str(errors(response)["code"])
        assert f'value="{wrong}"' in text(response) and 'aria-invalid="true"' in text(response)
        assert errors(walk.get("enroll_mobile_code")) == {}
        assert walk.code("enroll_mobile_code", "01000000001").url == reverse("enroll_email_code")

    def test_codes_asked_for_too_often(self, at):
        walk = at("contact")
        walk.contact()
        for _ in range(3):
            walk.post("enroll_mobile_code", {"resend": "1"})
        page = walk.get("enroll_mobile_code")
        assert "너무 자주" in text(page)

    def test_a_code_that_is_too_late_asks_for_a_new_one(self, at):
        walk = at("contact")
        walk.contact()
        assert "까지 입력해 주세요" in text(walk.get("enroll_mobile_code"))
        with time_machine.travel(timezone.now() + timedelta(minutes=6)):
            assert "쓸 수 있는 인증번호가 없습니다" in text(walk.get("enroll_mobile_code"))
            walk.code("enroll_mobile_code", "01000000001")
            assert "code" in errors(walk.get("enroll_mobile_code"))
            walk.post("enroll_mobile_code", {"resend": "1"})
            assert walk.code("enroll_mobile_code", "01000000001").url == reverse("enroll_email_code")

    @pytest.mark.parametrize(
        ("field", "changes"),
        [
            ("relation", {"relation": ""}),
            ("head_name", {"relation": "child", "head_name": ""}),
            ("head_name", {"relation": "head", "head_name": "나다라"}),
            ("road_address", {"road_address": ""}),
            ("road_address", {"road_address": "부산광역시 해운대구 해운대로 1"}),
            ("road_address", {"road_address": "서울특별시 중구 세종대로 110"}),
            ("road_address", {"road_address": "고산자로"}),
            ("road_address", {"road_address": f"고산자로 270 {RESIDENT_NUMBER}"}),
            ("address_detail", {"address_detail": RESIDENT_NUMBER}),
            ("dong", {"dong": ""}),
            ("dong", {"dong": "9999999999"}),
            ("dong", {"dong": "1120064500"}),
            ("tong_number", {"tong_number": "77"}),
            ("tong_number", {"tong_number": "셋"}),
            ("tong_number", {"ban": "3"}),
            ("ban", {"ban": "없음"}),
        ],
    )
    def test_a_household_that_is_none(self, at, field, changes):
        response = at("household").household(**changes)
        assert set(errors(response)) == {field}
        kept = "고산자로 270 (행당동, 가나아파트)" if field == "dong" else "101동 1203호"
        if not {"address_detail", "road_address"} & set(changes):
            assert kept in text(response)

    def test_a_contradicting_legal_dong_names_the_dongs_that_fit(self, at):
        response = at("household").household(dong="1120064500")
        assert "행당1동, 행당2동" in str(errors(response)["dong"])

    def test_tong_and_ban_as_people_write_them(self, at):
        Tong.objects.create(dong_id=HOME["dong"], number=3, valid_from="2012-01-01")
        assert at("household").household(tong_number="3통", ban="2반").url == reverse("enroll_services")

    def test_services_without_their_consent_keep_the_choice(self, walk):
        walk.start()
        walk.consents("enrollment")
        walk.person()
        walk.contact_and_codes(email="")
        walk.household()
        response = walk.services(channels=["sms"])
        assert set(errors(response)) == {"services", "topics"}
        assert text(response).count(" checked") == 4
        assert text(walk.get("enroll_services")).count(" checked") == 4

    def test_email_without_an_address_is_asked_for_and_the_choices_wait(self, walk):
        walk.start()
        walk.consents()
        walk.person()
        walk.contact_and_codes(email="")
        walk.household()
        assert set(errors(walk.services())) == {"channels"}
        assert walk.contact().url == reverse("enroll_email_code")
        assert walk.code("enroll_email_code", "hong@example.kr").url == reverse("enroll_household")
        assert errors(walk.get("enroll_services")) == {}
        assert walk.get("enroll_check").status_code == 200

    @pytest.mark.parametrize(
        ("field", "changes"),
        [
            ("services", {"services": []}),
            ("services", {"services": ["gold"]}),
            ("topics", {"topics": ["gold"]}),
            ("channels", {"channels": []}),
            ("channels", {"channels": ["pigeon"]}),
        ],
    )
    def test_wishes_that_are_none(self, at, field, changes):
        assert set(errors(at("services").services(**changes))) == {field}

    def test_no_word_tells_that_a_known_person_applies_with_another_number(self, walk):
        enroll(
            name="홍길동",
            road_address="성동구 고산자로 270",
            address_detail="101동 1203호",
            mobile="01000000007",
        )
        walk.until_check()
        page = text(walk.client.get(walk.submit().url))
        assert WaitingApplication.objects.get().receipt_no in page
        for word in ("이미 신청한", "등록된", "다른 번호"):
            assert word not in page.split("<main")[-1].split("</main")[0], word
        assert Application.objects.count() == 1
        assert User.objects.count() == 0
