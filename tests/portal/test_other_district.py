"""The portal serves whatever district its setting names: nothing of the first one shows through."""

import pytest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse

from enrollment.models import Application, District, Dong
from notices.domain import intake_receipt, render
from notices.domain.notice.kind import as_values, publish_terms
from notices.domain.preflight.sender import names_its_sender
from notices.models import Campaign, DirectMessage, NoticeKind
from notices.queries.kinds import latest_terms
from portal.accounts import code_message
from portal.accounts.enums import RoleCode
from portal.accounts.roles import grant
from portal.common.office import office
from tests.architecture.test_views import patterns
from tests.factories.accounts import staff
from tests.factories.enrollment import enroll

pytestmark = pytest.mark.django_db

CODE, DONG = "1121500000", "1121581000"
STRANGE = ("성동", "Seongdong", "2286", "고산자로")
# Samples of components, an example for programmers, and addresses written as an example of an address.
SAMPLES = {"style_guide", "api_schema"}


@pytest.fixture
def elsewhere(settings):
    """Another district with one dong."""
    settings.DISTRICT_CODE = CODE
    district = District.objects.create(
        code=CODE,
        name="가나구",
        name_en="Gana-gu",
        city_name="서울특별시",
        phone="02-000-0000",
        office_address="서울특별시 가나구 다라로 1",
        office_opens_at="09:00",
        office_closes_at="18:00",
    )
    Dong.objects.create(code=DONG, district=district, name="마바동")
    district.refresh_from_db()
    for kind in NoticeKind.objects.all():
        # Loaded when the tests began, with the telephone of the first district.
        terms = as_values(latest_terms(kind)) | {"contact_phone": district.phone}
        publish_terms(kind=kind, by=None, **terms)
    return district


def pages():
    for _route, pattern in patterns():
        try:
            yield pattern.name, reverse(pattern.name)
        except (NoReverseMatch, TypeError):
            continue


@pytest.mark.parametrize("language", ["ko", "en"])
def test_no_page_names_the_first_district(client, elsewhere, language):
    user = staff(RoleCode.ADMINISTRATOR, CODE)
    for role in (RoleCode.OFFICER, RoleCode.APPROVER, RoleCode.PRIVACY_OFFICER):
        grant(user=user, role=role, area_path=CODE, starts_on=user.joined_at.date(), by=None)
    client.force_login(user)
    client.cookies["django_language"] = language
    seen = 0
    for name, url in pages():
        page = client.get(url)
        if name in SAMPLES or page.status_code != 200 or page.streaming:
            continue
        body = page.content.decode(errors="ignore").replace("고산자로 270)", "")
        assert not [word for word in STRANGE if word in body], url
        seen += 1
    assert seen > 30


def test_pages_name_the_district_its_telephone_and_hours(client, elsewhere):
    body = client.get("/help/").content.decode()
    assert "가나구 소통</title>" in body
    for told in ("가나구청", "02-000-0000", "서울특별시 가나구 다라로 1", "평일 09:00~18:00"):
        assert told in body
    client.cookies["django_language"] = "en"
    assert "Weekdays 09:00–18:00" in client.get("/help/").content.decode()


def test_messages_name_the_district_even_on_english_pages(elsewhere):
    assert code_message.sms_text(office().tag, "123456", 5).startswith("[가나구] ")
    letter = render_to_string("accounts/email/code.html", {"code": "1", "minutes": 5, "district": office()})
    assert "가나구청" in letter and "가나구 전자소통" in letter


def test_receipts_name_the_district(elsewhere):
    dong = Dong.objects.select_related("district").get(code=DONG)
    enroll(dong=dong, road_address="서울특별시 가나구 다라로 1")
    intake_receipt.send(Application.objects.get())
    messages = list(DirectMessage.objects.filter(purpose="intake_receipt"))
    assert len(messages) >= 2
    for message in messages:
        assert "[가나구]" in message.text + message.subject
        assert "성동" not in message.text + message.subject


def test_campaigns_name_the_district(elsewhere):
    campaign = Campaign(district=elsewhere, kind="informational", sms_body="[성동구] 소식", channels=["sms"])
    assert "가나구 전자소통 | 문의 02-000-0000" in render.compile_content(campaign)._footer(campaign)
    assert names_its_sender(campaign) is False
    campaign.sms_body = "[가나구] 소식"
    assert names_its_sender(campaign) is True


def test_a_district_not_registered_yet_has_a_portal_all_the_same(client, settings):
    settings.DISTRICT_CODE = "1199900000"
    page = client.get("/")
    assert page.status_code == 200 and "성동" not in page.content.decode()
    assert office().tag == "[구]" and office().reach == "구청"
