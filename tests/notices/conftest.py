import pytest

from notices.gateways import smtp, solapi
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
        solapi.gateway(settings.SMS_URL).close()
