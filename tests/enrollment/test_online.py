"""Enrolling online from the first page to the receipt, and every way to stray from the path."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enrollment.domain.apply import accept
from enrollment.models import (
    Application,
    Consent,
    ConsentText,
    ContactPoint,
    Household,
    Person,
    Tong,
    WaitingApplication,
)
from portal.accounts.models import SignInHandle, User
from portal.accounts.residents import find_by_contact
from portal.common.templatetags.korean import kdate
from tests.enrollment.online import HOME, PERSON, Walk, mailbox
from tests.factories.enrollment import application_form, enroll, intake
from tests.factories.resident_numbers import RESIDENT_NUMBER
from tests.pdf import pdf_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(client):
    with mailbox() as codes:
        yield Walk(client, codes)


def errors(response) -> dict[str, list[str]]:
    return {field: list(messages) for field, messages in response.context["form"].errors.items()}


def text(response) -> str:
    return response.content.decode()


def years_ago(years: int) -> str:
    return f"{timezone.localdate().year - years}0101"


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


class TestTheOrderOfPages:
    STEPS = ("consents", "person", "contact", "household", "services", "check")

    @pytest.mark.parametrize("step", STEPS)
    def test_without_a_draft_every_page_leads_to_the_start(self, walk, step):
        assert walk.get(f"enroll_{step}").url == reverse("enroll")
        assert walk.post(f"enroll_{step}").url == reverse("enroll")

    @pytest.mark.parametrize("step", STEPS[1:])
    def test_a_later_page_leads_back_to_the_first_undone(self, walk, step):
        walk.start()
        assert walk.get(f"enroll_{step}").url == reverse("enroll_consents")
        assert walk.post(f"enroll_{step}", PERSON).url == reverse("enroll_consents")

    def test_contacts_not_confirmed_stop_the_way(self, walk):
        walk.start()
        walk.consents()
        walk.person()
        walk.contact()
        assert walk.get("enroll_household").url == reverse("enroll_mobile_code")
        walk.code("enroll_mobile_code", "01000000001")
        assert walk.get("enroll_household").url == reverse("enroll_email_code")

    def test_the_guardian_is_not_asked_of_adults(self, walk):
        walk.start()
        walk.consents()
        walk.person()
        assert walk.get("enroll_guardian").url == reverse("enroll_contact")
        assert walk.get("enroll_guardian_code").url == reverse("enroll_contact")

    def test_going_back_shows_what_was_typed_and_sends_no_second_code(self, walk):
        walk.start()
        walk.consents("enrollment")
        walk.person()
        walk.contact()
        first = walk.codes["01000000001"]
        assert 'value="010-0000-0001"' in text(walk.get("enroll_contact"))
        assert 'value="홍길동"' in text(walk.get("enroll_person"))
        assert text(walk.get("enroll_consents")).count(" checked") == 1
        walk.contact()
        assert walk.codes["01000000001"] == first

    def test_a_change_from_the_answers_leads_back_to_them(self, walk):
        walk.until_check()
        page = walk.get("enroll_check")
        assert text(page).count("summary-action") >= 18
        assert walk.person(name="홍가나").url == reverse("enroll_check")
        assert "홍가나" in text(walk.get("enroll_check"))

    def test_a_changed_number_needs_a_new_code_and_then_leads_back(self, walk):
        walk.until_check()
        walk.get("enroll_check")
        assert walk.contact(mobile="01000000002").url == reverse("enroll_mobile_code")
        assert walk.get("enroll_check").url == reverse("enroll_mobile_code")
        assert walk.code("enroll_mobile_code", "01000000002").url == reverse("enroll_check")

    def test_a_withdrawn_consent_sends_back_to_the_services_that_rest_on_it(self, walk):
        walk.until_check()
        walk.get("enroll_check")
        assert walk.consents("enrollment", "public_info").url == reverse("enroll_services")
        page = walk.get("enroll_services")
        assert "통지서 전자송달" in str(errors(page)["services"])

    def test_a_consent_text_changed_meanwhile_is_asked_anew(self, walk):
        walk.until_check()
        text_in_force = ConsentText.objects.get(purpose="enrollment")
        text_in_force.pk, text_in_force.version = None, 2
        text_in_force.save()
        assert walk.get("enroll_check").url == reverse("enroll_consents")
        page = walk.get("enroll_consents")
        assert "동의 내용이 바뀌었습니다" in text(page)
        assert text(page).count(" checked") == 4
        assert walk.consents().url == reverse("enroll_person")
        walk.submit()
        assert set(Consent.objects.filter(purpose="enrollment").values_list("text__version", flat=True)) == {
            2
        }


class TestTheDraft:
    def test_the_start_offers_to_go_on_where_the_draft_stopped(self, walk):
        assert "이어서 하기" not in text(walk.get("enroll"))
        walk.start()
        walk.consents()
        page = walk.get("enroll")
        assert page.context["resume_url"] == reverse("enroll_person")
        walk.start()
        assert walk.get("enroll").context["resume_url"] == reverse("enroll_consents")

    def test_a_draft_lives_a_day(self, walk):
        now = timezone.now()
        with time_machine.travel(now, tick=False):
            walk.start()
            walk.consents()
        with time_machine.travel(now + timedelta(hours=23), tick=False):
            assert walk.get("enroll_person").status_code == 200
            walk.person()
        with time_machine.travel(now + timedelta(hours=25), tick=False):
            assert walk.get("enroll_contact").url == reverse("enroll")

    def test_the_draft_is_unreadable_in_the_database(self, walk):
        walk.start()
        walk.consents()
        walk.person()
        stored = Session.objects.get().session_data
        assert "홍길동" not in stored and "19800304" not in stored
        assert "홍길동" in str(Session.objects.get().get_decoded())

    def test_the_draft_is_gone_after_handing_in(self, walk):
        walk.until_check()
        walk.submit()
        assert walk.get("enroll_check").url == reverse("enroll")
        assert "홍길동" not in str(dict(walk.client.session))

    def test_a_device_that_others_use_can_be_left_clean(self, walk):
        walk.until_check()
        assert walk.post("enroll_discard").url == reverse("enroll")
        assert "이어서 하기" not in text(walk.get("enroll"))
        walk.until_check()
        receipt = walk.submit().url
        walk.post("enroll_discard")
        assert "홍길동" not in text(walk.client.get(receipt))

    def test_pages_with_personal_data_are_not_cached(self, walk):
        walk.until_check()
        assert "no-store" in walk.get("enroll_check")["Cache-Control"]
        assert "no-store" in walk.client.get(walk.submit().url)["Cache-Control"]


class TestHandingInTwice:
    def test_the_same_page_twice_is_one_application_with_one_receipt(self, walk):
        walk.until_check()
        page = walk.submission()
        first, second = walk.post("enroll_check", page), walk.post("enroll_check", page)
        assert first.url == second.url
        assert Application.objects.count() == 1

    def test_a_session_that_never_learnt_of_its_receipt_still_finds_it(self, walk):
        """The process died between commit and answer: the browser sends the page again."""
        walk.until_check()
        page = walk.submission()
        session = dict(walk.client.session)
        first = walk.post("enroll_check", page)
        restored = walk.client.session
        restored.clear()
        restored.update(session)
        restored.save()
        assert walk.post("enroll_check", page).url == first.url
        assert Application.objects.count() == 1

    def test_a_page_of_an_older_draft_hands_in_nothing(self, walk):
        walk.until_check()
        old = walk.submission()
        walk.until_check(person={"name": "나다라"})
        assert walk.post("enroll_check", old).url == reverse("enroll_check")
        assert Application.objects.count() == 0

    def test_the_declaration_is_needed(self, walk):
        walk.until_check()
        page = walk.submission()
        response = walk.post("enroll_check", {"submission_key": page["submission_key"]})
        assert set(errors(response)) == {"declared"}
        assert Application.objects.count() == 0

    @pytest.mark.parametrize("key", ["", "nonsense"])
    def test_a_page_without_its_key_hands_in_nothing(self, walk, key):
        walk.until_check()
        walk.post("enroll_check", {"submission_key": key, "declared": "on"})
        assert Application.objects.count() == 0


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
