"""Test sends reach the officer and colleagues alone, not too often, and leave a trace."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from enrollment.enums import Channel
from notices.domain import trial
from notices.models import DirectMessage
from portal.accounts.enums import RoleCode
from portal.common import audit
from tests.factories.accounts import UserFactory, staff
from tests.factories.enrollment import enroll
from tests.notices.campaigns import SMS_BODY, drafted

pytestmark = pytest.mark.django_db

NUMBER = "010-0000-0042"


@pytest.fixture
def officer(client):
    user = staff(RoleCode.OFFICER)
    client.force_login(user)
    return user


@pytest.fixture
def page(officer):
    return reverse("office_test_send", args=[drafted(officer).pk])


def sent_tests():
    return DirectMessage.objects.filter(purpose="test_send")


def code_for(number: str) -> str:
    message = DirectMessage.objects.filter(purpose="verification_code").order_by("-id").first()
    assert message.address == number
    return re.search(r"\d{6}", message.text)[0]


def test_only_mailboxes_of_the_office_are_written_to(client, officer, page):
    colleague, former = staff(RoleCode.APPROVER), staff(RoleCode.OFFICER, is_active=False)
    abroad, resident = staff(RoleCode.OFFICER, area_path="1121500000"), UserFactory(email="nc1@example.kr")
    enroll(email="resident@example.kr")
    for stranger in (former.email, abroad.email, resident.email, "resident@example.kr", "nobody"):
        form = client.post(page, {"channel": "email", "address": stranger}).context["form"]
        assert "address" in form.errors
    assert sent_tests().count() == 0
    for own in (officer.email, colleague.email.upper()):
        assert client.post(page, {"channel": "email", "address": own}).status_code == 302
    sent = sent_tests().order_by("id")
    assert [message.address for message in sent] == [officer.email, colleague.email]


def test_a_number_is_confirmed_by_its_code_first(client, page):
    asked = client.post(page, {"channel": "sms", "address": NUMBER})
    assert "인증번호를 보냈습니다" in asked.content.decode()
    assert sent_tests().count() == 0

    code = code_for("01000000042")
    wrong = client.post(
        page, {"channel": "sms", "address": NUMBER, "code": "000000" if code != "000000" else "1"}
    )
    assert "code" in wrong.context["form"].errors
    other = client.post(page, {"channel": "sms", "address": "010-0000-0043", "code": code})
    assert "code" in other.context["form"].errors
    assert sent_tests().count() == 0

    assert client.post(page, {"channel": "sms", "address": NUMBER, "code": code}).status_code == 302
    message = sent_tests().get()
    assert (message.address, message.text) == ("01000000042", SMS_BODY)
    assert client.post(page, {"channel": "sms", "address": NUMBER}).status_code == 302


def test_a_confirmed_number_is_nobody_elses(client, page):
    client.post(page, {"channel": "sms", "address": NUMBER})
    client.post(page, {"channel": "sms", "address": NUMBER, "code": code_for("01000000042")})
    colleague = staff(RoleCode.OFFICER)
    with pytest.raises(ValidationError) as refused:
        trial.send(campaign=drafted(colleague), channel=Channel.SMS, address="01000000042", by=colleague)
    assert refused.value.code == "unconfirmed"


def test_a_landline_gets_no_code(client, page):
    form = client.post(page, {"channel": "sms", "address": "02-2286-5000"}).context["form"]
    assert "address" in form.errors
    assert DirectMessage.objects.count() == 0


def test_no_more_than_so_many_in_an_hour(client, officer, page):
    for _ in range(trial.PER_HOUR.amount):
        client.post(page, {"channel": "email", "address": officer.email})
    refused = client.post(page, {"channel": "email", "address": officer.email})
    assert "한 시간에 20번까지" in refused.content.decode()
    assert sent_tests().count() == trial.PER_HOUR.amount


def test_the_history_tells_channel_and_masked_address(client, officer):
    campaign = drafted(officer)
    trial.send(campaign=campaign, channel=Channel.EMAIL, address=officer.email, by=officer)
    detail = audit.history(campaign).last().detail
    assert detail["channel"] == "email"
    assert officer.email not in str(detail)
    text = client.get(reverse("office_campaign", args=[campaign.pk])).content.decode()
    assert f"이메일 {detail['to']}" in text
