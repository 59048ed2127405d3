"""Who gets the report by mail: on their day, once, only while they may see it, nothing small in it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from notices.models import DirectMessage
from portal.accounts.enums import RoleCode
from portal.accounts.models import RoleAssignment
from portal.common.models import AuditEvent
from portal.common.month import Month
from portal.dashboards.models import Report, ReportReader
from portal.dashboards.reports import reader as readers
from portal.dashboards.reports import report as reports
from tests.factories.accounts import UserFactory, staff
from tests.factories.rates import enrolled_households
from tests.meanwhile import meanwhile

pytestmark = pytest.mark.django_db

URL = "/dashboard/reports/readers/"


@pytest.fixture
def officer():
    return staff(RoleCode.OFFICER)


def reader_since(user, on_day: int, day: date = date(2012, 9, 1)) -> ReportReader:
    reader = readers.add(user=user, on_day=on_day, by=None)
    at = datetime(day.year, day.month, day.day, 9, tzinfo=ZoneInfo("Asia/Seoul"))
    ReportReader.objects.filter(pk=reader.pk).update(created_at=at)
    return reader


def mails() -> list[DirectMessage]:
    return list(DirectMessage.objects.filter(purpose="monthly_report").order_by("id"))


def test_a_mail_with_headline_and_link_on_the_day(report, officer, settings):
    settings.SITE_URL = "https://sotong.example.kr/"
    reader_since(officer, 5)
    assert readers.send_due(date(2012, 10, 4)) == 0
    assert readers.send_due(date(2012, 10, 5)) == 1
    (mail,) = mails()
    assert (mail.channel, mail.address) == ("email", officer.email)
    assert mail.subject == "[성동구] 성동구 2012년 9월 월간 보고"
    assert "신청률은 3.0%입니다." in mail.text
    assert f"https://sotong.example.kr/dashboard/reports/{report.key}/" in mail.text
    assert AuditEvent.objects.filter(action="report.send", object_id=report.pk).count() == 1


def test_never_twice_whatever_is_made_again(report, officer, district):
    reader_since(officer, 1)
    assert [readers.send_due(date(2012, 10, day)) for day in (1, 1, 2, 31)] == [1, 0, 0, 0]
    enrolled_households(10, starts_on=date(2012, 9, 20))
    again = reports.make(month=Month(date(2012, 9, 1)), district=district, by=staff(RoleCode.ADMINISTRATOR))
    assert again != report
    assert readers.send_due(date(2012, 10, 31)) == 0
    reports.make(month=Month(date(2012, 10, 1)), district=district, by=None)
    assert readers.send_due(date(2012, 11, 1)) == 1
    assert len(mails()) == 2


@pytest.mark.django_db(transaction=True)
def test_never_twice_by_two_runs_at_once(report, officer):
    reader_since(officer, 1)
    later = []
    with meanwhile(lambda: later.append(readers.send_due(date(2012, 10, 1)))):
        assert readers.send_due(date(2012, 10, 1)) == 1
    assert later == [0] and len(mails()) == 1


def test_days_on_which_no_worker_ran_are_made_up_for(report, officer):
    reader_since(officer, 3)
    assert readers.send_due(date(2012, 10, 20)) == 1


def test_a_day_late_in_a_month_is_made_up_for_in_the_next(report, officer, district):
    reader_since(officer, 28)
    assert readers.send_due(date(2012, 10, 27)) == 0
    assert readers.send_due(date(2012, 11, 1)) == 1
    reports.make(month=Month(date(2012, 10, 1)), district=district, by=None)
    assert readers.send_due(date(2012, 11, 27)) == 0
    assert [mail.subject for mail in mails()] == ["[성동구] 성동구 2012년 9월 월간 보고"]
    assert readers.send_due(date(2012, 11, 28)) == 1
    assert "2012년 10월" in mails()[-1].subject


def test_whoever_comes_after_their_day_begins_next_month(report, officer):
    reader_since(officer, 3, date(2012, 10, 10))
    assert readers.send_due(date(2012, 10, 20)) == 0


def test_no_report_no_mail(district, officer):
    reader_since(officer, 1)
    assert readers.send_due(date(2012, 10, 20)) == 0 and not mails()


def test_no_mail_to_who_may_no_longer_see_it(report):
    gone, closed = staff(RoleCode.OFFICER), staff(RoleCode.OFFICER)
    for user in (gone, closed):
        reader_since(user, 1)
    RoleAssignment.objects.filter(user=gone).update(ends_on=date(2012, 9, 30))
    closed.is_active = False
    closed.save()
    assert readers.send_due(date(2012, 10, 1)) == 0 and not mails()


def test_a_report_somebody_changed_is_not_sent(report, officer):
    reader_since(officer, 1)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL sotong.destruction = 'on'")
    Report.objects.update(figures_hash="0" * 64)
    assert readers.send_due(date(2012, 10, 1)) == 0 and not mails()


def test_who_may_be_added(officer):
    for user in (
        UserFactory(),
        staff(RoleCode.OFFICER, is_active=False),
        staff(RoleCode.OFFICER, email=None),
    ):
        with pytest.raises(ValidationError, match="업무용 이메일이 있는 사람만"):
            readers.add(user=user, on_day=1, by=None)
    for day in (0, 29):
        with pytest.raises(ValidationError, match="28일까지"):
            readers.add(user=officer, on_day=day, by=None)
    assert not ReportReader.objects.exists()


def test_added_and_removed_on_the_page(district, as_role, officer):
    admin = as_role(RoleCode.ADMINISTRATOR)
    html = admin.post(URL, {"user": officer.pk, "on_day": "7"}, follow=True).content.decode()
    assert "받는 사람을 더했습니다." in html and "매달 7일" in html and officer.name in html
    reader = ReportReader.objects.get()
    assert f'<option value="{officer.pk}"' not in html
    assert "보낼 예정" in html and "아직 보내지 않음" in html
    admin.post(f"{URL}{reader.pk}/remove/")
    html = admin.post(f"{URL}{reader.pk}/remove/", follow=True).content.decode()
    assert "받는 사람에서 뺐습니다." in html and "아직 받는 사람이 없습니다" in html
    actions = AuditEvent.objects.filter(action__startswith="report.reader").order_by("id")
    assert [(event.action, event.actor) for event in actions] == [
        ("report.reader.add", admin.user),
        ("report.reader.remove", admin.user),
    ]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"user": ""}, "받는 사람을 고르지 않았습니다."),
        ({"user": "0"}, "고를 수 없는 사람입니다."),
        ({"on_day": "29"}, "1일부터 28일까지"),
        ({"on_day": "초하루"}, "보내는 날이 숫자가 아닙니다."),
    ],
)
def test_refused_at_the_field(district, as_role, officer, changes, message):
    html = (
        as_role(RoleCode.ADMINISTRATOR)
        .post(URL, {"user": officer.pk, "on_day": "1", **changes})
        .content.decode()
    )
    assert html.count(message) >= 2 and 'aria-invalid="true"' in html
    assert not ReportReader.objects.exists()
