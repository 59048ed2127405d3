"""Pausing and cancelling while mails are on a slow wire: after two seconds nothing more goes out."""

import re
import smtplib
import subprocess
import sys
import threading
from time import monotonic, sleep

import pytest
from django.db import connection

from notices.domain import chunks, deliver, life, sweep
from notices.enums import CampaignState, DeliveryState
from notices.gateways import smtp
from notices.models import Campaign
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.notices.campaigns import approved_campaign
from tests.notices.crowd import crowd

PEOPLE = 1200
ROUND_TRIP_MS, SERVER_MS = 5, 5
HEEDED_WITHIN = 2.0


@pytest.fixture
def slow_wire(settings):
    """A mail server that takes 5 ms for a mail, 5 ms away; `slow_wire()` is how many mails it took so far."""
    command = [sys.executable, "-m", "tests.bench.mail_sink", str(ROUND_TRIP_MS), str(SERVER_MS)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    port = int(re.search(r"\d+", server.stdout.readline())[0])
    settings.EMAIL_URL = f"smtp://127.0.0.1:{port}"

    def taken() -> int:
        with smtplib.SMTP("127.0.0.1", port) as client:
            return int(re.search(rb"\d+", client.docmd("XCOUNT")[1])[0])

    yield taken
    smtp.server(settings.EMAIL_URL).close()
    server.terminate()
    server.wait()
    server.stdout.close()


def at_work() -> threading.Thread:
    def shift():
        try:
            deliver.work()
        finally:
            connection.close()

    worker = threading.Thread(target=shift)
    worker.start()
    return worker


def wait_until(holds, seconds: float = 30) -> None:
    give_up_at = monotonic() + seconds
    while not holds():
        assert monotonic() < give_up_at
        sleep(0.02)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("verb", "state", "left"),
    [
        (life.pause, CampaignState.PAUSED, DeliveryState.QUEUED),
        (life.cancel, CampaignState.CANCELLED, DeliveryState.WITHDRAWN),
    ],
)
def test_two_seconds_after_the_button_nothing_more_goes_out(slow_wire, verb, state, left):
    campaign = approved_campaign(channels=("email",))
    Campaign.objects.filter(pk=campaign.pk).update(email_subject="안내", email_body="{이름}님")
    crowd(campaign, PEOPLE)
    chunks.cut(campaign)
    worker = at_work()
    wait_until(lambda: slow_wire() > 0)

    verb(campaign=campaign, by=staff(RoleCode.APPROVER))
    pressed_at = monotonic()
    worker.join(timeout=HEEDED_WITHIN)
    assert not worker.is_alive(), "the worker found nothing more to do"
    assert monotonic() - pressed_at < HEEDED_WITHIN

    taken = slow_wire()
    assert 0 < taken < PEOPLE
    sweep.sweep_campaigns()  # what the worker still held and did not send
    campaign.refresh_from_db()
    assert campaign.state == state
    states = list(campaign.deliveries.values_list("state", flat=True))
    assert states.count(DeliveryState.HANDED_OVER) == taken
    assert states.count(left) == PEOPLE - taken

    if state == CampaignState.PAUSED:
        life.resume(campaign=campaign, by=staff(RoleCode.APPROVER))
        wait_until(lambda: at_work().join() or slow_wire() == PEOPLE)
        assert set(campaign.deliveries.values_list("state", flat=True)) == {DeliveryState.HANDED_OVER}
