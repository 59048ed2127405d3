"""Many people with a notice each, written in bulk: for tests about crashes and throughput."""

import json
from datetime import date

from enrollment.domain.consent import current_texts
from enrollment.enums import ConsentPurpose
from enrollment.models import Consent, EnrollmentPeriod, Service
from notices.domain.notice import document
from notices.enums.notice import RollVerdict
from notices.models import AddressedNotice, NoticeRound
from tests.notices.campaigns import approved_campaign
from tests.notices.crowd import crowd


def notices_to(round: NoticeRound, count: int, *, channel: str = "email") -> list[AddressedNotice]:
    """`count` matched notices to people who can be reached by `channel`, before the ladder."""
    campaign = approved_campaign(channels=(channel,))
    people = [row.person for row in crowd(campaign, count, channel=channel)]
    campaign.deliveries.all().delete()
    _consent(people)
    notices = AddressedNotice.objects.bulk_create(
        AddressedNotice(
            round=round,
            position=number,
            name=person.name,
            birth_date=person.birth_date,
            address=person.household.road_address,
            values=json.dumps({"unit": "1소대"}, ensure_ascii=False),
            dong_id=person.household.dong_id,
            verdict=RollVerdict.MATCHED,
            person=person,
        )
        for number, person in enumerate(people, 1)
    )
    for notice in notices:
        notice.round = round
    document.fix(notices)
    return notices


def _consent(people) -> None:
    service = Service.objects.get(code="civil_defence")
    former = EnrollmentPeriod.objects.filter(person__in=people)
    EnrollmentPeriod.objects.bulk_create(
        EnrollmentPeriod(
            person_id=period.person_id,
            service=service,
            starts_on=date(2026, 1, 5),
            source_id=period.source_id,
        )
        for period in former
    )
    text = current_texts()[ConsentPurpose.E_NOTICE]
    Consent.objects.bulk_create(
        Consent(
            person_id=given.person_id,
            text=text,
            purpose=ConsentPurpose.E_NOTICE,
            given=True,
            method="online",
            at=given.at,
            application_id=given.application_id,
        )
        for given in Consent.objects.filter(person__in=people)
    )
