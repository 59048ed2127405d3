"""The destruction log is shown to the privacy officer, in numbers."""

from datetime import date

import pytest
from django.urls import reverse

from portal.accounts.enums import RoleCode
from portal.common.destruction import log_destruction
from tests.factories.accounts import staff

pytestmark = pytest.mark.django_db


def test_the_privacy_officer_reads_what_was_destroyed(client):
    client.force_login(staff(RoleCode.PRIVACY_OFFICER))
    assert "파기한 것이 없습니다" in client.get(reverse("audit_destruction")).content.decode()
    log_destruction(
        what="person", amount=1234, ended_before=date(2026, 1, 5), basis="retention_after_leaving"
    )
    text = client.get(reverse("audit_destruction")).content.decode()
    for words in ("1,234", "주민의 이름과 생년월일", "2026. 1. 5.", "자동"):
        assert words in text
    assert reverse("audit_destruction") in client.get(reverse("audit")).content.decode()


@pytest.mark.parametrize("role", [RoleCode.DONG_STAFF, RoleCode.ADMINISTRATOR])
def test_nobody_else_does(client, role):
    client.force_login(staff(role))
    assert client.get(reverse("audit_destruction")).status_code == 403
