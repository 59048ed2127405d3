"""The link on the receipt of a paper form: looking changes nothing, a press says yes or no."""

import re

import pytest
import time_machine

from enrollment.domain import receipt_link
from enrollment.models import Reversal
from notices.models import DirectMessage
from portal.common.models import AuditEvent
from tests.enrollment.reversals import on_paper

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def moment():
    with time_machine.travel("2026-05-04T10:00:00+09:00", tick=True):
        yield


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
