"""“I never applied”: an application is taken back as if it had never been, and nothing else is."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import time_machine
from django.db import connection

from enrollment.domain import receipt_link
from enrollment.domain.reverse import reverse
from enrollment.enums import ApplicationMethod, ApplicationStatus, IntakePlace, ReversalSource
from enrollment.models import Application, Consent, ContactPoint, EnrollmentPeriod, HouseholdPeriod, Reversal
from enrollment.queries import rates
from enrollment.queries.consents import given_purposes
from notices.enums import SubscriptionEnd
from notices.models import DirectMessage, Subscription
from notices.queries import subscriptions
from portal.accounts.enums import RoleCode
from portal.accounts.models import User
from portal.common.models import AccessLog, AuditEvent
from tests.factories.accounts import DISTRICT, staff
from tests.factories.desk import OTHER_AREA, OWN_AREA
from tests.factories.enrollment import enroll
from tests.factories.intake import clerk as batch_clerk
from tests.factories.intake import returned
from tests.factories.rates import daily_totals

pytestmark = pytest.mark.django_db

EARLY, LATE, BETWEEN, AFTER = date(2026, 1, 5), date(2026, 3, 1), date(2026, 2, 1), date(2026, 4, 1)
HOME = {"road_address": "성동구 고산자로 500", "address_detail": "101동 1203호"}


@pytest.fixture(autouse=True)
def moment():
    with time_machine.travel("2026-05-04T10:00:00+09:00", tick=True):
        yield


def on_paper(day: date = EARLY, place: str = IntakePlace.DOOR_TO_DOOR, **changes) -> Application:
    clerk = User.objects.filter(email="clerk@example.kr").first() or staff(
        RoleCode.DONG_STAFF, OWN_AREA, email="clerk@example.kr"
    )
    intake = {"method": ApplicationMethod.PAPER, "collected_on": day, "place": place}
    return enroll(by=clerk, intake_changes=intake, **changes).application


def online(day: date = LATE, **changes) -> Application:
    return enroll(intake_changes={"collected_on": day}, **changes).application


def enrolled(day: date) -> int:
    return rates.district_rate(day, DISTRICT).enrolled_households


def take_back(application: Application) -> Reversal:
    return reverse(application=application, source=ReversalSource.LINK)


def test_it_counts_on_no_day_not_even_past_ones():
    on_paper()
    application = on_paper()
    days = (EARLY, BETWEEN, AFTER)
    assert [enrolled(day) for day in days] == [2, 2, 2]
    take_back(application)
    assert [enrolled(day) for day in days] == [1, 1, 1]
    assert daily_totals(EARLY, EARLY) == {EARLY: 1}
    application.refresh_from_db()
    assert application.status == ApplicationStatus.REVERSED
    assert application.household.closed_on == date(2026, 5, 4)
    periods = EnrollmentPeriod.objects.filter(source=application)
    assert {(period.starts_on, period.ends_on, period.ended_reason) for period in periods} == {
        (EARLY, EARLY, "reversed")
    }


def test_the_first_day_of_the_programme_is_another_then():
    first, _second = on_paper(), on_paper(LATE)
    take_back(first)
    assert rates.first_enrolled_on(DISTRICT) == LATE


def test_consents_get_a_withdrawal_and_stay():
    application = on_paper()
    take_back(application)
    answers = Consent.objects.filter(application=application).order_by("id")
    assert [answer.given for answer in answers] == [True] * 5 + [False] * 5
    assert given_purposes(application.person) == set()


def test_topics_end_and_messages_tell_the_person_once():
    application = on_paper(topics=("culture", "health"), channels=("sms",), email="")
    take_back(application)
    assert subscriptions.open_choices(application.person) == set()
    assert set(Subscription.objects.values_list("reason", flat=True)) == {SubscriptionEnd.REVERSED}
    told = DirectMessage.objects.filter(purpose="application_reversed")
    assert [message.channel for message in told] == ["sms"]
    assert len(told[0].text.encode("cp949")) <= 90
    assert not ContactPoint.objects.filter(ended_at=None).exists()


def test_twice_is_once():
    application = on_paper()
    first = take_back(application)
    rows = Consent.objects.count(), AuditEvent.objects.count(), DirectMessage.objects.count()
    assert take_back(Application.objects.get(pk=application.pk)) == first
    assert (Consent.objects.count(), AuditEvent.objects.count(), DirectMessage.objects.count()) == rows
    event = AuditEvent.objects.get(action="application.reverse")
    assert event.detail["source"] == "link"
    assert application.person.name not in str(event.detail)


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_are_once():
    application = on_paper()

    def take(_number):
        try:
            return take_back(Application.objects.get(pk=application.pk)).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(take, range(2)))) == 1
    assert AuditEvent.objects.filter(action="application.reverse").count() == 1


# What others did stays


def test_another_member_keeps_the_household_from_their_own_day():
    forged = on_paper(EARLY, name="바다하나", **HOME)
    member = online(
        LATE, name="하늘둘", head_name="바다하나", relation="spouse", mobile="01000000802", **HOME
    )
    assert forged.household == member.household
    take_back(forged)
    assert [enrolled(day) for day in (EARLY, BETWEEN, LATE, AFTER)] == [0, 0, 1, 1]
    spell = HouseholdPeriod.objects.get(household=member.household, ends_on=None)
    assert (spell.starts_on, spell.place) == (LATE, IntakePlace.ONLINE)
    assert forged.household.closed_on is None
    assert given_purposes(member.person) != set()


def test_a_later_application_of_the_same_person_stands_on_its_own():
    forged = on_paper(EARLY, name="바다하나", mobile="01000000801", topics=("culture",), **HOME)
    own = online(LATE, name="바다하나", mobile="01000000801", topics=("culture", "jobs"), **HOME)
    assert own.periods.count() == 0
    take_back(forged)
    assert [enrolled(day) for day in (EARLY, BETWEEN, LATE, AFTER)] == [0, 0, 1, 1]
    running = EnrollmentPeriod.objects.get(ends_on=None)
    assert (running.source, running.starts_on) == (own, LATE)
    assert "enrollment" in given_purposes(own.person)
    assert {topic for topic, _channel in subscriptions.open_choices(own.person)} == {"culture", "jobs"}
    assert ContactPoint.objects.get(kind="mobile", ended_at=None).value == "01000000801"


def test_a_service_only_the_taken_back_form_asked_for_ends():
    forged = on_paper(
        EARLY, name="바다하나", mobile="01000000801", services=("district_news", "local_tax_guide"), **HOME
    )
    online(LATE, name="바다하나", mobile="01000000801", services=("district_news",), **HOME)
    take_back(forged)
    running = EnrollmentPeriod.objects.filter(ends_on=None).values_list("service__code", flat=True)
    assert list(running) == ["district_news"]


def test_an_earlier_form_typed_in_later_gives_the_days_back():
    own = online(LATE, name="바다하나", mobile="01000000801", **HOME)
    forged = on_paper(EARLY, name="바다하나", mobile="01000000801", **HOME)
    assert enrolled(BETWEEN) == 1
    take_back(forged)
    assert [enrolled(day) for day in (EARLY, BETWEEN, LATE)] == [0, 0, 1]
    running = EnrollmentPeriod.objects.get(ends_on=None)
    assert (running.source, running.starts_on) == (own, LATE)
    assert "enrollment" in given_purposes(own.person)


def test_a_forged_form_gives_the_number_back_that_it_pushed_aside():
    own = online(EARLY, name="바다하나", mobile="01000000801", email="", channels=("sms",), **HOME)
    forged = on_paper(LATE, name="바다하나", mobile="01000000899", email="", channels=("sms",), **HOME)
    assert ContactPoint.objects.get(ended_at=None).value == "01000000899"
    take_back(forged)
    contact = ContactPoint.objects.get(ended_at=None)
    assert (contact.value, contact.state) == ("01000000801", "active")
    assert enrolled(AFTER) == 1
    assert "enrollment" in given_purposes(own.person)


def test_after_a_reversal_one_can_apply_properly():
    forged = on_paper(EARLY, name="바다하나", **HOME)
    take_back(forged)
    own = online(LATE, name="바다하나", **HOME)
    assert own.status == ApplicationStatus.ACCEPTED
    assert [enrolled(day) for day in (BETWEEN, AFTER)] == [0, 1]


# The link of the receipt


def link_of(application) -> str:
    text = DirectMessage.objects.get(purpose="intake_receipt", channel="sms", pk__gt=0).text
    return re.search(r"/r/[\w-]{14}/", text).group()


def test_the_receipt_of_a_paper_form_carries_a_link_and_no_personal_data(settings):
    settings.SITE_URL = "https://sotong.sd.go.kr"
    application = on_paper(name="바다하나", mobile="01000000801")
    text = DirectMessage.objects.get(purpose="intake_receipt", channel="sms").text
    assert text.startswith("[성동구] 전자행정서비스 신청이 접수되었습니다.")
    assert receipt_link.url(application) in text
    assert application.person.name not in text
    assert str(application.pk) not in link_of(application)
    mail = DirectMessage.objects.get(purpose="intake_receipt", channel="email").text
    assert receipt_link.url(application) in mail


def test_looking_changes_nothing_and_shows_masked_values(client):
    application = on_paper(name="홍바다길동", mobile="01000000801")
    page = client.get(link_of(application))
    text = page.content.decode()
    assert "홍***동" in text
    assert application.receipt_no in text
    for secret in ("홍바다길동", "01000000801", "1203", "1980-03"):
        assert secret not in text
    assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("same-origin", "noindex")
    assert not Reversal.objects.exists()


def test_saying_no_takes_it_back(client):
    application = on_paper()
    link = link_of(application)
    assert client.post(link, {"answer": "no"}).status_code == 302
    assert "신청을 취소했습니다" in client.get(link).content.decode()
    reversal = Reversal.objects.get(application=application)
    assert (reversal.source, reversal.reversed_by) == ("link", None)
    client.post(link, {"answer": "no"})
    assert Reversal.objects.count() == 1


def test_saying_yes_is_written_down_once(client):
    link = link_of(on_paper())
    assert "알려 주셨습니다" not in client.get(link).content.decode()
    for _time in range(2):
        assert "확인해 주셔서 고맙습니다" in client.post(link, {"answer": "yes"}).content.decode()
    assert AuditEvent.objects.filter(action="application.confirm").count() == 1
    assert not Reversal.objects.exists()
    assert "직접 신청했다고 알려 주셨습니다" in client.get(link).content.decode()


@pytest.mark.parametrize("token", ["x", "AAAAAAAAAAAAAA", "한글"])
def test_a_made_up_link_opens_nothing(client, token):
    on_paper()
    assert client.get(f"/r/{token}/").status_code == 404


def test_a_link_ends_after_ninety_days(client):
    link = link_of(on_paper())
    with time_machine.travel("2026-08-01T10:00:00+09:00", tick=False):
        assert client.get(link).status_code == 200
    with time_machine.travel("2026-08-03T10:00:00+09:00", tick=False):
        assert client.get(link).status_code == 404


def test_links_cannot_be_tried_for_long(client):
    with time_machine.travel("2026-05-04T10:00:00+09:00", tick=False):
        statuses = [client.get("/r/AAAAAAAAAAAAAA/").status_code for _try in range(31)]
    assert statuses == [404] * 30 + [429]


# One's own page and the desk


def test_from_the_own_page(client):
    application = on_paper()
    application.person.user = User.objects.create_user()
    application.person.save()
    client.force_login(application.person.user)
    page = f"/my/applications/{application.receipt_no}/not-mine/"
    assert page in client.get("/my/").content.decode()
    assert client.get(page).status_code == 200
    assert client.post(page)["Location"] == "/my/"
    assert Reversal.objects.get().reversed_by == application.person.user
    assert page not in client.get("/my/").content.decode()


def test_somebody_elses_application_is_not_found(client):
    application = on_paper()
    client.force_login(User.objects.create_user())
    assert client.post(f"/my/applications/{application.receipt_no}/not-mine/").status_code == 404
    assert not Reversal.objects.exists()


def test_from_the_desk_with_a_reason_and_on_to_the_list(client):
    application = on_paper()
    clerk = staff(RoleCode.DONG_STAFF, OWN_AREA)
    client.force_login(clerk)
    page = f"/desk/applications/{application.receipt_no}/not-mine/"
    assert page in client.get(f"/desk/households/{application.household_id}/").content.decode()
    assert "사유를 입력하지 않았습니다" in client.post(page).content.decode()
    assert client.post(page, {"reason": "본인이 전화로 알림"})["Location"] == "/desk/waiting/disputed/"
    reversal = Reversal.objects.get()
    assert (reversal.source, reversal.reversed_by, reversal.reason) == ("desk", clerk, "본인이 전화로 알림")
    listed = client.get("/desk/waiting/disputed/").content.decode()
    assert application.receipt_no in listed
    assert "본인이 전화로 알림" in listed
    assert "신청한 적 없다는 알림" in client.get("/desk/").content.decode()
    assert AccessLog.objects.filter(page="desk_disputed", subject_ids=[application.household_id]).exists()
    client.post(f"/desk/waiting/disputed/{reversal.pk}/seen/")
    reversal.refresh_from_db()
    assert reversal.looked_into_by == clerk
    assert application.receipt_no not in client.get("/desk/waiting/disputed/").content.decode()


def test_another_dong_sees_and_does_nothing(client):
    application = on_paper()
    client.force_login(staff(RoleCode.DONG_STAFF, OTHER_AREA))
    page = f"/desk/applications/{application.receipt_no}/not-mine/"
    assert client.post(page, {"reason": "까닭"}).status_code == 404
    reversal = take_back(application)
    assert application.receipt_no not in client.get("/desk/waiting/disputed/").content.decode()
    assert client.post(f"/desk/waiting/disputed/{reversal.pk}/seen/").status_code == 404


def test_the_numbered_form_and_its_batch_are_marked(client):
    by = batch_clerk()
    issued = returned(by=by, count=1)
    paper = issued.forms.get()
    intake = {
        "method": ApplicationMethod.PAPER,
        "form_no": paper.form_no,
        "collected_on": issued.issued_on,
        "place": issued.place,
    }
    application = enroll(by=by, intake_changes=intake, dong=issued.dong).application
    take_back(application)
    paper.refresh_from_db()
    assert paper.application == application
    assert paper.disputed_at is not None
    client.force_login(staff(RoleCode.DONG_STAFF, OWN_AREA))
    listed = client.get("/desk/waiting/disputed/").content.decode()
    assert f"/desk/intake/{issued.pk}/" in listed
