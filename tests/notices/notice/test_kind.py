import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from enrollment.models import Service
from notices.domain import reference
from notices.domain.notice.kind import as_values, change_kind, create_kind, publish_terms
from notices.enums.notice import FieldScope
from notices.models import NoticeKind, NoticeTerms
from notices.notice_terms import fields_of, rungs_of
from notices.queries import kinds
from notices.validators import notice_terms
from portal.accounts.enums import RoleCode
from portal.common.models import AuditEvent
from tests.factories.accounts import staff
from tests.factories.notices import round_of
from tests.notices.notice_kinds import LADDER, PLACE, STARTS_AT, UNIT, terms_values

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return staff(RoleCode.ADMINISTRATOR)


def kind_values(**changes) -> dict:
    return {
        "code": "trial",
        "name": "시험 통지",
        "name_en": "Trial notice",
        "description": "시험입니다.",
        "description_en": "A trial.",
        "service": Service.objects.get(code="civil_defence"),
        "addressee": "person",
        "not_in_elections": False,
    } | changes


def test_terms_come_back_as_they_were_published(administrator):
    kind = create_kind(by=administrator, **kind_values())
    assert kind not in kinds.in_use()
    first = publish_terms(kind=kind, by=administrator, **terms_values())
    assert (first.version, first.created_by) == (1, administrator)
    first = NoticeTerms.objects.get(pk=first.pk)
    assert rungs_of(first) == LADDER
    assert fields_of(first) == (PLACE, STARTS_AT, UNIT)
    assert fields_of(first, FieldScope.PERSON) == (UNIT,)
    assert as_values(first) == terms_values()
    assert kind in kinds.in_use()


def test_the_next_version_leaves_the_first_as_it_was(administrator):
    kind = create_kind(by=administrator, **kind_values())
    first = publish_terms(kind=kind, by=administrator, **terms_values())
    second = publish_terms(kind=kind, by=administrator, **terms_values(serve_days_before=8))
    assert (second.version, kinds.latest_terms(kind)) == (2, second)
    first.refresh_from_db()
    assert first.serve_days_before == 7
    actions = AuditEvent.objects.filter(actor=administrator).order_by("id").values_list("action", flat=True)
    assert list(actions) == ["notice_kind.create", "notice_terms.publish", "notice_terms.publish"]


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_get_a_version_each():
    kind = NoticeKind.objects.get(code="civil_defence")
    both_are_there = threading.Barrier(2, timeout=10)

    def publish(days: int) -> int:
        try:
            both_are_there.wait()
            return publish_terms(kind=kind, by=None, **terms_values(serve_days_before=days)).version
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(publish, [5, 6])) == [2, 3]


def test_a_version_that_differs_in_nothing_is_refused(administrator):
    kind = create_kind(by=administrator, **kind_values())
    publish_terms(kind=kind, by=administrator, **terms_values())
    with pytest.raises(ValidationError, match="똑같습니다"):
        publish_terms(kind=kind, by=administrator, **terms_values())
    assert kind.terms.count() == 1


def test_terms_with_problems_are_not_published(administrator):
    kind = create_kind(by=administrator, **kind_values())
    with pytest.raises(ValidationError) as refused:
        publish_terms(kind=kind, by=administrator, **terms_values(paper_days_before=7, ladder=()))
    assert set(refused.value.message_dict) == {"paper_days_before", "ladder"}
    with pytest.raises(ValidationError) as refused:
        publish_terms(kind=kind, by=administrator, **terms_values(title="가" * 81))
    assert set(refused.value.message_dict) == {"title"}
    assert not kind.terms.exists()


def test_the_database_refuses_to_reword_terms():
    terms = NoticeTerms.objects.first()
    with pytest.raises(DatabaseError), transaction.atomic():
        NoticeTerms.objects.filter(pk=terms.pk).update(title="다른 제목")


def test_a_kind_rests_on_a_service_whose_consent_is_for_notices(administrator):
    with pytest.raises(ValidationError) as refused:
        create_kind(by=administrator, **kind_values(service=Service.objects.get(code="district_news")))
    assert set(refused.value.message_dict) == {"service"}
    with pytest.raises(ValidationError) as refused:
        create_kind(by=administrator, **kind_values(code="civil_defence"))
    assert set(refused.value.message_dict) == {"code"}


def test_changing_a_kind_tells_which_fields_and_only_real_changes(administrator):
    kind = create_kind(by=administrator, **kind_values())
    change_kind(kind=kind, by=administrator, name="시험 통지", is_active=False)
    kind.refresh_from_db()
    assert not kind.is_active and kind not in kinds.in_use()
    change_kind(kind=kind, by=administrator, is_active=False)
    [event] = AuditEvent.objects.filter(action="notice_kind.change")
    assert event.detail == {"fields": ["is_active"]}
    with pytest.raises(TypeError):
        change_kind(kind=kind, by=administrator, code="other")


def test_whose_consent_it_needs_is_fixed_once_there_is_a_round(administrator):
    kind = NoticeKind.objects.get(code="civil_defence")
    round_of(terms=kinds.latest_terms(kind))
    other = Service.objects.get(code="school_entry")
    with pytest.raises(ValidationError) as refused:
        change_kind(kind=kind, by=administrator, service=other, addressee="guardian")
    assert set(refused.value.message_dict) == {"service", "addressee"}
    kind.refresh_from_db()
    assert (kind.service.code, kind.addressee) == ("civil_defence", "person")


def test_what_ships_is_complete_and_keeps_every_rule():
    shipped = {kind.code: kind for kind in kinds.in_use()}
    assert set(shipped) == {"civil_defence", "school_entry"}
    for kind in shipped.values():
        [terms] = kind.versions
        values = {name: value for name, value in as_values(terms).items() if name != "attaches_pdf"}
        assert notice_terms.problems(**values) == {}
    civil = shipped["civil_defence"].versions[0]
    assert (civil.serve_days_before, civil.paper_days_before) == (7, 10)
    assert [(rung.channel, rung.after_hours, rung.is_reminder) for rung in rungs_of(civil)] == [
        ("email", 0, False),
        ("sms", 24, False),
        ("sms", 72, True),
    ]
    assert shipped["civil_defence"].not_in_elections
    assert shipped["school_entry"].addressee == "guardian"


def test_an_offices_own_kinds_and_terms_outlive_the_next_migration(administrator):
    kind = NoticeKind.objects.get(code="civil_defence")
    change_kind(kind=kind, by=administrator, name="다른 이름")
    publish_terms(kind=kind, by=administrator, **terms_values())
    reference.load_after_migrate()
    kind.refresh_from_db()
    assert (kind.name, kind.terms.count(), NoticeKind.objects.count()) == ("다른 이름", 2, 2)
