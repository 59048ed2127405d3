"""What an applicant is told at once."""

import pytest

from enrollment.enums import ConsentPurpose
from notices.models import DirectMessage
from notices.validators import sms_text
from tests.factories.enrollment import enroll

pytestmark = pytest.mark.django_db


def test_the_receipt_number_goes_out_by_text_and_mail():
    application = enroll(mobile="01000000077", email="receipt@example.kr").application
    by_channel = {
        message.channel: message for message in DirectMessage.objects.filter(purpose="intake_receipt")
    }
    assert by_channel["sms"].address == "01000000077"
    assert by_channel["sms"].text == (
        f"[성동구] 전자행정서비스 신청이 접수되었습니다. 접수번호 {application.receipt_no}"
    )
    assert sms_text.measure(by_channel["sms"].text).bytes == 68
    assert by_channel["email"].address == "receipt@example.kr"
    assert application.receipt_no in by_channel["email"].text
    assert application.person.name not in by_channel["email"].text


def test_without_email_only_the_text_goes():
    enroll(email="", channels=("sms",))
    assert list(DirectMessage.objects.filter(purpose="intake_receipt").values_list("channel", flat=True)) == [
        "sms"
    ]


def test_the_receipt_needs_no_information_consent():
    consents = {purpose: purpose == ConsentPurpose.ENROLLMENT for purpose in ConsentPurpose.values}
    enroll(topics=(), channels=(), services=("local_tax_guide",), consents=consents)
    assert DirectMessage.objects.filter(purpose="intake_receipt").count() == 2
