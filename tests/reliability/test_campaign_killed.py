"""Whatever dies at whatever moment of a campaign: nobody is lost, nobody is written to twice, and it ends.

Twenty deaths by `kill -9` at points drawn by a seed, each in a campaign of its own. SOTONG_SEED draws others.
"""

import os
import random

import pytest

from notices.enums import DeliveryState
from tests.reliability.office import DISPATCHERS, Office
from tests.reliability.round import Readers, Round
from tests.reliability.settings import EMAIL_WINDOW_SIZE
from tests.reliability.sms_server import MOODS

pytestmark = pytest.mark.slow

SEED = int(os.environ.get("SOTONG_SEED", "1120"))
PEOPLE = 611
CHANNELS = ("email", "sms")
OF_EVERY_CONNECTION = EMAIL_WINDOW_SIZE * len(DISPATCHERS)


@pytest.fixture(scope="module")
def office(tmp_path_factory, django_db_blocker):
    with django_db_blocker.unblock():
        office = Office(tmp_path_factory.mktemp("office"))
        try:
            office.open()
            yield office
        finally:
            office.close()


@pytest.fixture(scope="module")
def readers(office):
    return Readers(office, PEOPLE)


@pytest.fixture
def chance(request):
    return random.Random(f"{SEED} {request.node.name}")


def moment(chance: random.Random) -> int:
    """After how many messages: never where a window ends."""
    latest = PEOPLE - 3 * EMAIL_WINDOW_SIZE
    return chance.choice([number for number in range(5, latest) if number % EMAIL_WINDOW_SIZE])


def most_in_doubt(channel: str, mails: int) -> int:
    """A mail server cannot be asked, the gateway can."""
    return mails if channel == "email" else 0


def caught(readers: Readers, channel: str, chance: random.Random) -> tuple[Round, str]:
    """A campaign in the middle, and a word on where and why."""
    after = moment(chance)
    under_way = readers.campaign(channel)
    under_way.reach(after)
    return under_way, f"seed {SEED}, {channel}, caught after {after}"


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("death", range(4))
def test_a_killed_worker(office, readers, chance, channel, death):
    campaign, why = caught(readers, channel, chance)
    name = campaign.busy_worker(*DISPATCHERS)
    office.kill_worker(name)
    office.start_worker(name)
    campaign.settle(at_most_in_doubt=most_in_doubt(channel, EMAIL_WINDOW_SIZE), why=why)


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("death", range(2))
def test_a_broker_that_forgets_everything(office, readers, chance, channel, death):
    campaign, why = caught(readers, channel, chance)
    office.broker.crash()
    office.broker.restart()
    campaign.settle(at_most_in_doubt=0, why=why)


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("death", range(2))
def test_a_crashed_database(office, readers, chance, channel, death):
    campaign, why = caught(readers, channel, chance)
    office.crash_database()
    campaign.settle(at_most_in_doubt=most_in_doubt(channel, OF_EVERY_CONNECTION), why=why)


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("death", range(2))
def test_a_killed_gateway(office, readers, chance, channel, death):
    campaign, why = caught(readers, channel, chance)
    server = office.mail if channel == "email" else office.sms
    server.crash()
    server.start()
    campaign.settle(at_most_in_doubt=most_in_doubt(channel, len(DISPATCHERS)), why=why)


def test_a_gateway_in_every_mood(office, readers):
    """Late, twice, with errors before and after it took them, with some refused, without a word; and every
    receipt twice."""
    office.sms.crash()
    office.sms.start(str(SEED), *MOODS)
    campaign = readers.campaign("sms")
    found = campaign.settle(at_most_in_doubt=0, may_fail=PEOPLE // 5, why=f"seed {SEED}")
    assert 0 < found[DeliveryState.FAILED], "nothing was refused"
    campaign.wait_for_receipts()
    office.sms.crash()
    office.sms.start()
    # One worker may still wait for the gateway that said nothing: it ended with its connection.
    readers.campaign("sms").settle(at_most_in_doubt=0, why="after the moods")


def test_a_mail_server_that_takes_a_message_and_hangs(office, readers, chance):
    campaign, why = caught(readers, "email", chance)
    office.let_mail_hang()
    campaign.settle(at_most_in_doubt=EMAIL_WINDOW_SIZE, why=why)
    office.mail.crash()
    office.mail.start()
    readers.campaign("email").settle(at_most_in_doubt=0, why="after the hang")


@pytest.mark.parametrize("off", [10, -10])
def test_a_worker_with_the_wrong_time_is_killed(office, readers, chance, off):
    """Hours off for mail, minutes for texts: the gateway lets nobody in who is off by more than fifteen."""
    for channel, seconds in (("email", off * 3600), ("sms", off * 60)):
        office.kill_worker("first")
        office.start_worker("first", clock_off_by=seconds)
        campaign, why = caught(readers, channel, chance)
        campaign.busy_worker("first")
        office.kill_worker("first")
        office.start_worker("first", clock_off_by=seconds)
        why = f"{why}, {seconds} s off"
        campaign.settle(at_most_in_doubt=most_in_doubt(channel, EMAIL_WINDOW_SIZE), why=why)
    office.kill_worker("first")
    office.start_worker("first")
