"""The staff accounts of the demonstration."""

from datetime import date
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from enrollment.models import District, Tong, TongLeader
from enrollment.queries.intake import figures
from notices.domain import preflight
from notices.enums import CampaignKind
from notices.models import AlimtalkTemplate
from notices.queries import replies
from notices.validators import alimtalk
from portal.accounts import second_factor
from portal.accounts.access import may
from portal.accounts.enums import Permission
from portal.accounts.models import RoleAssignment, User
from portal.local import demo, demo_accounts
from portal.local.second_factor import current_totp_code
from tests.factories.replies import desk_of
from tests.notices.campaigns import drafted

pytestmark = pytest.mark.django_db


def test_creating_twice_changes_nothing():
    first = demo_accounts.create()
    first[1].set_password("changed-by-hand-1")
    first[1].save()
    assert demo_accounts.create() == first
    assert User.objects.count() == 7
    assert RoleAssignment.objects.count() == 7
    assert User.objects.get(pk=first[1].pk).check_password("changed-by-hand-1")


def test_present_tong_leader_is_linked():
    tong = Tong.objects.create(dong_id="1120052000", number=1, valid_from=date(2012, 1, 1))
    past = TongLeader.objects.create(
        tong=tong, name="옛통장", starts_on=date(2010, 1, 1), ends_on=date(2012, 1, 1)
    )
    present = TongLeader.objects.create(tong=tong, name="가상통장", starts_on=date(2012, 1, 1))
    leader = demo_accounts.create()[0]
    past.refresh_from_db()
    present.refresh_from_db()
    assert (past.user, present.user) == (None, leader)
    assert may(leader, Permission.VIEW_OWN_TONG, tong)


def test_a_batch_of_forms_waits_for_the_clerk():
    tong = Tong.objects.create(dong_id="1120052000", number=1, valid_from=date(2012, 1, 1))
    TongLeader.objects.create(tong=tong, name="가상통장", starts_on=date(2012, 1, 1))
    collector, clerk = demo_accounts.create()[:2]
    now = figures(demo.hand_out_forms(collector=collector, clerk=clerk))
    assert (now.issued, now.out, now.waiting, now.rejected) == (20, 8, 11, 1)


def test_there_is_a_report_to_read():
    District.objects.update(intake_opened_on=date(2012, 9, 16))
    report = demo.make_last_report()
    assert (report.month, report.made_by) == (date(2013, 9, 1), None)


def test_there_is_a_template_and_a_number_to_try_alimtalk_and_advertising_with():
    demo.open_channels()
    template = AlimtalkTemplate.objects.get()
    assert template.approved_on and template.is_open
    officer = demo_accounts.create()[2]
    values = {"기관": "성동구청", "제목": "작은도서관 야간 개방", "일시": "다음 달 첫 화요일"}
    campaign = drafted(
        officer, channels=("alimtalk",), alimtalk_template=template, alimtalk_values=values,
        falls_back=True,
    )  # fmt: skip
    assert alimtalk.missing(campaign) == {}
    promotional = drafted(officer, kind=CampaignKind.PROMOTIONAL)
    assert not [found for found in preflight.examine_now(promotional) if "080 번호가 없" in found.message]
    assert District.objects.get(code=settings.DISTRICT_CODE).free_opt_out_phone == demo.FREE_OPT_OUT


def test_the_officer_answers_at_every_desk():
    officer, desk = demo_accounts.create()[2], desk_of("culture")
    demo.join_reply_desks(officer)
    assert list(replies.answering_staff(desk.district).filter(reply_desks=desk)) == [officer]


def test_printed_password_and_code_sign_in():
    demo_accounts.create()
    client = Client()
    client.post("/accounts/login/staff/", {"login": "admin@example.kr", "password": demo_accounts.PASSWORD})
    code, _seconds = current_totp_code(User.objects.get(email="admin@example.kr"))
    response = client.post("/accounts/second-factor/check/", {"code": code})
    assert response["Location"] == "/accounts/landing/"


def test_second_factor_is_preset_where_it_is_required():
    preset = {user.email for user in demo_accounts.create() if second_factor.is_set_up(user)}
    assert preset == {"admin@example.kr", "privacy@example.kr"}


def test_table_tells_how_to_sign_in():
    out = StringIO()
    call_command("demo_accounts", stdout=out, no_color=True)
    lines = out.getvalue().splitlines()
    assert lines[0].split()[:2] == ["역할", "이메일"]
    for account in demo_accounts.ACCOUNTS:
        line = next(line for line in lines if account.email in line)
        assert str(account.role.label) in line
        assert demo_accounts.PASSWORD in line
    assert demo_accounts.TOTP_SECRET in lines[-1]
