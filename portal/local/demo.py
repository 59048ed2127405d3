"""The demonstration: the replayed programme, people to sign in as, a campaign and a batch that wait."""

from collections.abc import Callable

from django.conf import settings
from django.db import transaction

from enrollment.enums import ApplicationMethod, ContactKind, Relation
from enrollment.models import (
    Application,
    ContactPoint,
    District,
    EnrollmentPeriod,
    Household,
    HouseholdCount,
    IntakeBatch,
    Person,
    TongLeader,
)
from notices.domain import life
from notices.enums import CampaignKind
from notices.models import AlimtalkTemplate, Campaign, ReplyDesk
from notices.segment import Segment
from portal.accounts import residents
from portal.accounts.models import User
from portal.common import standing
from portal.common.month import Month
from portal.dashboards.models import Report
from portal.dashboards.reports.report import make
from portal.local import demo_accounts, demo_lists, demo_papers, demo_queues, demo_rounds
from portal.local.replay import history
from portal.local.replay.run import replay

WAITING_TITLE = "왕십리2동 작은도서관 야간 개방"
WAITING_TEXT = (
    "{이름}님, 안녕하세요.\n\n왕십리2동 작은도서관이 다음 달부터 화요일과 목요일 밤 9시까지 문을 엽니다.\n"
    "자리는 먼저 온 차례로 앉습니다.\n\n문의 02-2286-5114\n\n받는 소식을 바꾸거나 멈추려면: {수신설정}"
)

FREE_OPT_OUT = "080-000-0000"
TEMPLATE_BODY = (
    "#{이름}님, 안녕하세요. #{기관}입니다.\n#{제목}\n#{일시}에 시작합니다. "
    "자세한 내용은 구청 누리집에서 확인해 주세요."
)


def load(report: Callable[[str], None]) -> bool:
    """Fill an empty database with the demonstration; False when somebody has already enrolled here."""
    if Household.objects.exists() or HouseholdCount.objects.exists():
        return False
    with transaction.atomic():
        replay(report)
        users = demo_accounts.create()
        resident = open_resident_account()
        open_channels()
        submit_waiting_campaign(User.objects.get(email="officer@example.kr"))
        join_reply_desks(User.objects.get(email="officer@example.kr"))
        collector, clerk = users[:2]
        cases, twice = demo_queues.fill(hand_out_forms(collector=collector, clerk=clerk))
        report(f"{len(users)} accounts to sign in with, a campaign that waits for approval, a batch of forms")
        report(f"{len(cases)} applications to review, {len(twice)} forms to type a second time")
        rounds = demo_rounds.fill(resident=resident)
        report(f"{len(rounds)} rounds of notices, one being served and one that waits for approval")
        batches, (brought, waiting) = demo_papers.fill(), demo_lists.fill()
        report(
            f"{len(batches)} batches in other dongs, a list of {brought.rows_total} rows brought in, "
            f"one of {waiting.rows_total} that waits"
        )
        standing.take()
        report("standing figures taken")
        make_last_report()
        report("the monthly report of the last month that is told")
    return True


def make_last_report() -> Report:
    """Of the last month of the history, so that there is one to read."""
    district = District.objects.get(code=settings.DISTRICT_CODE)
    return make(month=Month.of(history.TOLD_ON), district=district, by=None)


def join_reply_desks(user: User) -> None:
    """So that opinions of the demonstration can be taken and given to somebody."""
    for desk in ReplyDesk.objects.all():
        desk.members.add(user)


def open_resident_account() -> Person:
    """Give one replayed head of household, who enrolled online, an account to sign in with.

    Somebody liable to civil defence, so that there are notices to look at.
    """
    with_email = ContactPoint.objects.filter(kind=ContactKind.EMAIL, ended_at=None).values("person")
    liable = EnrollmentPeriod.objects.filter(service__code=demo_rounds.KIND, ends_on=None).values("person")
    applications = Application.objects.filter(
        method=ApplicationMethod.ONLINE,
        person__relation=Relation.HEAD,
        person__in=with_email,
        household__closed_on=None,
        collected_on__lte=history.DAY_45,
    )
    person = applications.filter(person__in=liable).earliest("receipt_no").person
    contacts = {contact.kind: contact.value for contact in person.contacts.filter(ended_at=None)}
    person.user = residents.resident_account(contacts=contacts, name=person.name)
    person.save(update_fields=["user"])
    return person


def open_channels() -> AlimtalkTemplate:
    """What advertising by text and AlimTalk need: the free number, which nobody has, and a template."""
    District.objects.filter(code=settings.DISTRICT_CODE).update(free_opt_out_phone=FREE_OPT_OUT)
    return AlimtalkTemplate.objects.create(
        code="DEMO_NOTICE_01",
        name="행사 안내",
        body=TEMPLATE_BODY,
        buttons=[{"name": "구청 누리집", "url": "https://www.sd.go.kr/"}],
        approved_on=history.DAY_45,
    )


def submit_waiting_campaign(officer: User) -> Campaign:
    """A small campaign of one dong, ready for the approver to look at and send."""
    content = life.Content(
        kind=CampaignKind.PUBLIC_INFO,
        title=WAITING_TITLE,
        segment=Segment(topic="library", channels=("sms", "email"), dongs=("1120052000",), age_from=60),
        email_subject="[성동구] 작은도서관이 밤 9시까지 엽니다",
        email_body=WAITING_TEXT,
        sms_body="[성동구] 왕십리2동 작은도서관 화·목 밤 9시까지 개방. 문의 02-2286-5114",
    )
    district = District.objects.get(code=settings.DISTRICT_CODE)
    waiting = life.draft(content=content, district=district, by=officer)
    return life.submit(campaign=waiting, by=officer)


def hand_out_forms(*, collector: User, clerk: User) -> IntakeBatch:
    """The batch of the demonstration's own tong leader."""
    leader = TongLeader.objects.get(user=collector, ends_on=None)
    return demo_papers.hand_out(leader=leader, papers=demo_papers.Papers(20, 12, 7, 1), clerk=clerk)


def resident_contacts() -> dict[str, str]:
    """Mobile and email with which the demonstration's resident signs in; empty without the demonstration."""
    person = (
        Person.objects.filter(user__isnull=False, applications__receipt_no__startswith="2012-")
        .order_by("id")
        .first()
    )
    if person is None:
        return {}
    return {contact.kind: contact.value for contact in person.contacts.filter(ended_at=None)}
