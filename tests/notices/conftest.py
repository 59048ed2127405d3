import pytest
import redis

from enrollment.models import District
from notices.gateways import smtp, texts
from portal.accounts.enums import RoleCode
from portal.celery import QUEUES
from portal.settings import messaging
from tests.factories.accounts import staff
from tests.notices.wire import arguments_of
from tests.servers import running_mail_sink, running_sms_gateway, sms_url


@pytest.fixture
def mail_sink(tmp_path, settings):
    """The store of a mail server the portal sends to."""
    with running_mail_sink(tmp_path) as (store, port):
        settings.EMAIL_URL = f"smtp://127.0.0.1:{port}"
        yield store
        smtp.server(settings.EMAIL_URL).close()


@pytest.fixture
def sms_gateway(tmp_path, settings):
    """The SMS gateway the portal sends to."""
    with running_sms_gateway(tmp_path) as (gateway, port):
        settings.SMS_URL = sms_url(port)
        yield gateway
        texts.gateway(settings.SMS_URL).close()


@pytest.fixture
def officer(db):
    return staff(RoleCode.OFFICER)


@pytest.fixture
def approver(db):
    return staff(RoleCode.APPROVER)


@pytest.fixture
def opt_out_number(db):
    """The district has a number to call against advertising, free of charge."""
    District.objects.update(free_opt_out_phone="080-000-0000")


@pytest.fixture
def quiet_hours(settings):
    """The night as the product keeps it; other tests run at any hour."""
    settings.QUIET_HOURS = messaging.QUIET_HOURS


@pytest.fixture
def bells(settings):
    """`bells(queue)` takes what lies in a queue of the real broker: the arguments of each task."""
    broker = redis.Redis.from_url(settings.CELERY_BROKER_URL)
    broker.delete(*QUEUES)

    def take(queue: str) -> list[list]:
        messages = broker.lrange(queue, 0, -1)
        broker.delete(queue)
        return [arguments_of(message) for message in reversed(messages)]

    yield take
    broker.delete(*QUEUES)
    broker.close()
