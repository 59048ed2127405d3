from tests.notices.conftest import bells, mail_sink, sms_gateway

__all__ = ["bells", "mail_sink", "sms_gateway"]
