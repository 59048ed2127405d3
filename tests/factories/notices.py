"""Addressed notices for tests: kinds with terms, rounds, notices to people who enrolled."""

import json
from datetime import date, timedelta
from itertools import count

from django.utils import timezone

from enrollment.enums import ConsentPurpose
from enrollment.models import Consent, District, Person, Service
from notices.domain.notice import days, document
from notices.enums.notice import Addressee, FieldScope, FieldType, NoticeState, RollVerdict, RoundState
from notices.models import AddressedNotice, NoticeKind, NoticeRound, NoticeTerms
from notices.notice_terms import Field, Rung, as_json
from tests.factories.accounts import DISTRICT, UserFactory
from tests.factories.enrollment import enroll

LADDER = (Rung("email", 0), Rung("sms", 24), Rung("email", 48, is_reminder=True))
"""Mail, a text a day later, another two days later a reminder by mail."""

FIELDS = (
    Field("place", "교육 장소", "Place", FieldScope.ROUND, FieldType.TEXT),
    Field("starts_at", "시작 시각", "Begins", FieldScope.ROUND, FieldType.TIME),
    Field("unit", "소속", "Unit", FieldScope.PERSON, FieldType.TEXT, required=False),
)
VALUES = {"place": "성동구민방위교육장", "starts_at": "09:00"}

_numbers = count(1)


def kind_of(code: str = "test_drill", **changes) -> NoticeKind:
    """A kind for the service of civil defence; made once for each code."""
    values = {
        "name": "시험 훈련 통지",
        "name_en": "Test drill notice",
        "description": "시험에 쓰는 통지",
        "description_en": "A notice for tests",
        "service": Service.objects.get(code="civil_defence"),
        "addressee": Addressee.PERSON,
        **changes,
    }
    return NoticeKind.objects.get_or_create(code=code, defaults=values)[0]


def terms_of(kind: NoticeKind | None = None, *, ladder=LADDER, fields=FIELDS, **changes) -> NoticeTerms:
    """The next version of terms: to be served 7 days before the event, on paper from 10 days before."""
    kind = kind or kind_of()
    last = kind.terms.order_by("-version").values_list("version", flat=True).first()
    values = {
        "legal_basis": "민방위기본법 제24조",
        "legal_basis_en": "Framework Act on Civil Defense, article 24",
        "serve_days_before": 7,
        "paper_days_before": 10,
        "title": "{행사일} 훈련 통지서",
        "body": "{이름} 님은 {행사일} {시작 시각}까지 {교육 장소}로 오십시오.\n\n문의: {문의처} {문의전화}",
        "text": "훈련 통지서 {주소}",
        "evidence_years": 5,
        "contact_office": "시험과",
        "contact_phone": "02-2286-0000",
        **changes,
    }
    return NoticeTerms.objects.create(
        kind=kind, version=(last or 0) + 1, fields=as_json(fields), ladder=as_json(ladder), **values
    )


def round_of(
    terms: NoticeTerms | None = None,
    *,
    people: int = 0,
    event_in: int = 40,
    state: RoundState = RoundState.SERVING,
    **changes,
) -> NoticeRound:
    """A round for an event so many days from today, with `people` matched notices before the ladder.

    It is approved and its documents are fixed unless `state` says otherwise; `ladder.start` sets it going.
    """
    terms = terms or terms_of()
    event_on = timezone.localdate() + timedelta(days=event_in)
    serve_by, paper_on, keep_until = days.round_days(event_on, terms)
    is_open = state in (RoundState.DRAFT, RoundState.IN_REVIEW, RoundState.CANCELLED)
    approval = {
        "approved_by": UserFactory(),
        "approved_at": timezone.now(),
        "content_hash": "0" * 64,
        "round_no": next(_numbers),
    }
    values = {
        "district": District.objects.get(code=DISTRICT),
        "kind": terms.kind,
        "terms": terms,
        "year": event_on.year,
        "title": "시험 훈련 통지",
        "event_on": event_on,
        "serve_by": serve_by,
        "paper_on": paper_on,
        "keep_until": keep_until,
        "values": VALUES,
        "state": state,
        "drafted_by": UserFactory(),
        **({} if is_open else approval),
        **changes,
    }
    round = NoticeRound.objects.create(**values)
    for _person in range(people):
        notice_of(round)
    return round


def addressee(**form_changes) -> Person:
    """Somebody enrolled for civil-defence notices who consented to electronic service."""
    form_changes.setdefault("services", ("civil_defence", "district_news"))
    return enroll(**form_changes).application.person


def notice_of(round: NoticeRound | None = None, person: Person | None = None, **changes) -> AddressedNotice:
    """A notice of the round, by default to somebody new who is matched for sure; a round that is out of
    review has its document fixed. `person=None` with a verdict of paper makes one to somebody unknown."""
    round = round or round_of()
    verdict = changes.setdefault("verdict", RollVerdict.MATCHED)
    if person is None and verdict == RollVerdict.MATCHED:
        person = addressee()
    number = next(_numbers)
    values = {
        "position": number,
        "name": person.name if person else f"나다라{number}",
        "birth_date": person.birth_date if person else date(1990, 1, 2),
        "address": person.household.road_address if person else "서울특별시 성동구 고산자로 270",
        "values": json.dumps({"unit": f"{number}소대"}, ensure_ascii=False),
        "dong": person.household.dong if person else None,
        "tong": person.household.tong if person else None,
        "person": person,
        "consent": _consent_of(person) if person else None,
        **changes,
    }
    notice = AddressedNotice.objects.create(round=round, **values)
    if round.approved_at:
        document.fix([notice])
    return notice


def _consent_of(person: Person) -> Consent | None:
    return person.consents.filter(purpose=ConsentPurpose.E_NOTICE).order_by("-id").first()


def states(round: NoticeRound) -> dict[NoticeState, int]:
    """How many notices of the round stand where."""
    found: dict[NoticeState, int] = {}
    for state in round.notices.values_list("state", flat=True):
        found[NoticeState(state)] = found.get(NoticeState(state), 0) + 1
    return found
