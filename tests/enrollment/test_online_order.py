"""The order of the pages of enrolling online, what is kept meanwhile, and handing in twice."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from enrollment.models import (
    Application,
    Consent,
    ConsentText,
)
from tests.enrollment.online import PERSON, errors, text

pytestmark = pytest.mark.django_db


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
