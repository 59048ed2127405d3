"""A changed text gets a new version; who consented to the former one is asked again."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from enrollment.domain.consent import current_texts, give
from enrollment.domain.consent_text import BOTH_LANGUAGES, publish
from enrollment.domain.leave import leave_person
from enrollment.domain.proof import Proof
from enrollment.domain.withdraw import answer_texts
from enrollment.enums import ChangeKind, ConsentPurpose, EndReason
from enrollment.models import Consent, ConsentText, Dong
from enrollment.queries.consents import given_purposes, households_to_ask, unanswered
from portal.accounts.enums import RoleCode
from portal.common.models import AuditEvent
from tests.factories.accounts import staff
from tests.factories.enrollment import enroll

pytestmark = pytest.mark.django_db

POLL, TODAY = ConsentPurpose.POLL, timezone.localdate


def words(purpose=POLL, **changes) -> dict[str, str]:
    last = ConsentText.objects.filter(purpose=purpose).latest("version")
    return {**{field: getattr(last, field) for field in BOTH_LANGUAGES}, "aim": "달라진 목적", **changes}


def new_version(purpose=POLL, *, on=None, asks_again=True, **changes) -> ConsentText:
    return publish(
        purpose=purpose, texts=words(purpose, **changes), effective_from=on or TODAY(),
        asks_again=asks_again, by=None,
    )  # fmt: skip


@pytest.fixture
def person():
    return enroll(services=("district_news", "opinion_poll")).application.person


def test_the_next_version_is_in_force_from_its_day(person):
    text = new_version(on=TODAY() + timedelta(days=1))
    assert (text.version, text.is_required) == (2, False)
    assert current_texts()[POLL].version == 1
    assert unanswered(person) == []
    assert AuditEvent.objects.filter(action="consent_text.publish", object_id=text.pk).exists()


def test_who_consented_to_the_former_text_is_asked_and_that_consent_holds_meanwhile(person):
    text = new_version()
    assert unanswered(person) == [text]
    assert POLL in given_purposes(person)
    give(person=person, purpose=POLL, version=2, proof=Proof(), by=None)
    assert unanswered(person) == []
    assert Consent.objects.filter(person=person, purpose=POLL).latest("id").text == text


def test_a_change_of_wording_asks_nobody(person):
    new_version(asks_again=False)
    assert unanswered(person) == []
    new_version(title="다른 제목")
    assert [text.version for text in unanswered(person)] == [3]


def test_who_refused_withdrew_or_left_is_not_asked():
    refused = enroll(
        consents={**dict.fromkeys(ConsentPurpose.values, True), "poll": False}
    ).application.person
    left = enroll().application.person
    leave_person(person=left, reason=EndReason.MOVED_OUT, on=TODAY(), proof=Proof(), by=None)
    new_version()
    assert unanswered(refused) == unanswered(left) == []


def test_the_desk_sees_who_has_not_answered(person):
    dongs = Dong.objects.filter(pk=person.household.dong_id)
    assert not households_to_ask(dongs).exists()
    new_version()
    assert list(households_to_ask(dongs)) == [person.household]
    assert not households_to_ask(Dong.objects.exclude(pk=person.household.dong_id)).exists()
    give(person=person, purpose=POLL, version=2, proof=Proof(), by=None)
    assert not households_to_ask(dongs).exists()


def test_no_to_an_optional_text_ends_what_rests_on_it(person):
    text = new_version()
    changes = answer_texts(person=person, answers=[(text, False)], on=TODAY(), proof=Proof(), by=None)
    assert [change.kind for change in changes] == [ChangeKind.CONSENT_ENDED]
    running = person.periods.filter(ends_on=None)
    assert list(running.values_list("service__code", flat=True)) == ["district_news"]


def test_no_to_the_required_text_is_leaving_and_asks_no_further(person):
    required, poll = new_version(ConsentPurpose.ENROLLMENT), new_version()
    answers = [(required, False), (poll, False)]
    changes = answer_texts(person=person, answers=answers, on=TODAY(), proof=Proof(), by=None)
    assert [change.kind for change in changes] == [ChangeKind.PERSON_LEFT]
    assert given_purposes(person) == set()


def test_consent_to_a_text_that_changed_while_it_was_read_is_refused(person):
    new_version()
    with pytest.raises(ValidationError, match="바뀌었습니다"):
        give(person=person, purpose=POLL, version=1, proof=Proof(), by=None)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"on": TODAY() - timedelta(days=1)}, "effective_from"),
        ({"title_en": " "}, "title_en"),
        (
            {"asks_again": False, "items": "이름, 휴대전화 번호, 이메일, 출생 연도, 사는 동, 직업"},
            "asks_again",
        ),
        ({"aim": "구정 설문과 만족도 조사 참여 요청"}, "title"),
    ],
)
def test_a_version_that_cannot_be_is_refused(changes, field):
    with pytest.raises(ValidationError) as refused:
        new_version(**changes)
    assert list(refused.value.message_dict) == [field]
    assert ConsentText.objects.filter(purpose=POLL).count() == 1


def test_an_administrator_publishes_in_the_admin_and_changes_nothing_published(client):
    administrator = staff(RoleCode.ADMINISTRATOR)
    client.force_login(administrator)
    add = reverse("admin:enrollment_consenttext_add")
    page = client.get(f"{add}?purpose=poll")
    assert "구정 설문과 만족도 조사" in page.content.decode()
    typed = {**words(), "purpose": "poll", "effective_from": TODAY().isoformat(), "asks_again": "on"}
    assert client.post(add, typed).status_code == 302
    text = ConsentText.objects.get(purpose=POLL, version=2)
    assert (text.aim, text.published_by) == ("달라진 목적", administrator)
    change = reverse("admin:enrollment_consenttext_change", args=[text.pk])
    assert client.post(change, {**typed, "aim": "몰래 고침"}).status_code == 403
    refused = client.post(add, {**typed, "effective_from": "2020-01-01"})
    assert "시행일이 지났습니다" in refused.content.decode()
