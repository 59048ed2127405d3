"""Audiences with a name: saved, counted, loaded, and never reaching a campaign that was written before."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from enrollment.models import District, Tong
from notices.domain import audience, saved_audience
from notices.enums import CampaignKind
from notices.models import Campaign, RecipientList, SavedAudience
from notices.segment import Segment
from portal.accounts.enums import RoleCode
from portal.common.models import AuditEvent
from tests.factories.accounts import DISTRICT, staff
from tests.factories.enrollment import enroll
from tests.notices.campaigns import SMS_BODY

pytestmark = pytest.mark.django_db

CHOSEN = {
    "kind": "public_info", "topic": "culture", "channels": ["sms", "email"], "one_channel": "on",
    "channel_order": "email,sms,alimtalk", "dongs": ["1120056000"], "sex": "female", "age_from": "20",
}  # fmt: skip
SEGMENT = Segment(
    topic="culture",
    channels=("email", "sms"),
    one_channel=True,
    dongs=("1120056000",),
    sex="female",
    age_from=20,
)


@pytest.fixture
def officer(client):
    user = staff(RoleCode.OFFICER)
    client.force_login(user)
    return user


def saved(officer, name="행당1동 여성", segment=SEGMENT) -> SavedAudience:
    district = District.objects.get(code=DISTRICT)
    return saved_audience.save(
        name=name, kind=CampaignKind.PUBLIC_INFO, segment=segment, district=district, by=officer
    )


def text_of(response) -> str:
    return response.content.decode()


def test_saved_renamed_changed_and_deleted(client, officer):
    enroll(sex="female")
    assert "아직 저장한 대상이 없습니다" in text_of(client.get(reverse("office_audiences")))
    answer = client.post(reverse("office_audience_new"), CHOSEN | {"name": "행당1동 여성"}, follow=True)
    assert "1" in text_of(answer)
    found = SavedAudience.objects.get()
    assert saved_audience.segment_of(found) == SEGMENT
    page = reverse("office_audience", args=[found.pk])
    html = text_of(client.get(page))
    assert "<strong>1</strong>명이 받습니다." in html
    assert "신청서에 여성이라고 적었으며" in html

    client.post(page, CHOSEN | {"name": "새 이름", "sex": "male"})
    found.refresh_from_db()
    assert (found.name, saved_audience.segment_of(found).sex) == ("새 이름", "male")
    assert "조건에 맞는 대상이 없습니다" in text_of(client.get(reverse("office_audiences"), {"q": "행당"}))
    assert "지울까요" in text_of(client.get(reverse("office_audience_delete", args=[found.pk])))
    client.post(reverse("office_audience_delete", args=[found.pk]))
    assert not SavedAudience.objects.exists()
    actions = AuditEvent.objects.filter(action__startswith="audience.").order_by("id")
    assert list(actions.values_list("action", flat=True)) == [
        "audience.save", "audience.edit", "audience.delete"
    ]  # fmt: skip


def test_a_name_is_taken_once(client, officer):
    saved(officer)
    with pytest.raises(ValidationError):
        saved(officer)
    html = text_of(client.post(reverse("office_audience_new"), CHOSEN | {"name": "행당1동 여성"}))
    assert "같은 이름의 대상이 이미 있습니다" in html


def test_a_campaign_copies_it(client, officer):
    found = saved(officer)
    page = reverse("office_campaign_new")
    html = text_of(client.get(page, {"audience": found.pk}))
    assert 'value="female" selected' in html
    typed = {"load": "1", "saved": found.pk, "title": "안내", "channels": ["sms"]}
    loaded = text_of(client.post(page, typed))
    assert 'value="female" selected' in loaded
    assert 'value="안내"' in loaded
    assert not Campaign.objects.exists()

    client.post(
        page,
        CHOSEN | {"title": "안내", "start_mode": "on_approval", "sms_body": SMS_BODY, "saved": found.pk},
    )
    campaign = Campaign.objects.get()
    assert audience.segment_of(campaign) == SEGMENT
    client.post(reverse("office_audience", args=[found.pk]), CHOSEN | {"name": "딴 이름", "sex": "male"})
    saved_audience.delete(audience=SavedAudience.objects.get(), by=officer)
    campaign.refresh_from_db()
    assert audience.segment_of(campaign) == SEGMENT


def test_what_is_chosen_while_writing_is_kept_under_a_name(client, officer):
    page = reverse("office_campaign_new")
    html = text_of(client.post(page, CHOSEN | {"keep": "1", "audience_name": "", "title": "안내"}))
    assert "이름을 입력하지 않았습니다" in html
    html = text_of(client.post(page, CHOSEN | {"keep": "1", "audience_name": "가", "topic": ""}))
    assert "조건을 고친 뒤 저장해 주세요" in html
    assert not SavedAudience.objects.exists()
    html = text_of(client.post(page, CHOSEN | {"keep": "1", "audience_name": "행당", "title": "안내"}))
    assert saved_audience.segment_of(SavedAudience.objects.get()) == SEGMENT
    assert 'value="안내"' in html
    assert not Campaign.objects.exists()


def test_an_audience_of_a_list_that_is_gone_says_so_when_loaded(client, officer):
    found = saved(officer, segment=Segment(topic="culture", channels=("sms",), list_id=987))
    html = text_of(client.post(reverse("office_campaign_new"), {"load": "1", "saved": found.pk}))
    assert "지워진 명단입니다" in html
    assert "명이 받습니다" not in html


def test_the_list_of_another_district_cannot_be_named_by_its_number(client, officer):
    other = District.objects.create(code="1121500000", name="광진구")
    foreign = RecipientList.objects.create(district=other, name="남의 명단", file_name="a.csv")
    page = reverse("office_audience_new")
    assert "남의 명단" not in text_of(client.get(reverse("office_campaign_new"), {"list": foreign.pk}))
    html = text_of(client.post(page, CHOSEN | {"name": "가", "list_id": foreign.pk}))
    assert "지워진 명단입니다" in html
    assert not SavedAudience.objects.exists()


def test_other_districts_and_roles_stay_outside(client, officer):
    found = saved(officer)
    client.force_login(staff(RoleCode.APPROVER))
    assert client.get(reverse("office_audiences")).status_code == 403
    client.force_login(staff(RoleCode.ADMINISTRATOR))
    assert client.get(reverse("office_audience", args=[found.pk])).status_code == 403


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"tongs": ["1120056000/1"], "dongs": []}, "동을 고르지 않은 통이 있습니다"),
        ({"response": "received"}, "지난 소식을 고르지 않았습니다"),
        ({"age_from": "50", "age_to": "20"}, "나이의 끝이 시작보다 작습니다"),
    ],
)
def test_what_does_not_fit_together_is_told(client, officer, changes, told):
    Tong.objects.get_or_create(
        dong_id="1120056000", number=1, valid_to=None, defaults={"valid_from": "2026-01-01"}
    )
    answer = client.post(reverse("office_audience_new"), CHOSEN | {"name": "가"} | changes)
    assert told in text_of(answer)
    assert not SavedAudience.objects.exists()


def test_the_tongs_of_the_chosen_dongs_are_offered(client, officer):
    for dong in ("1120056000", "1120054000"):
        Tong.objects.get_or_create(
            dong_id=dong, number=7, valid_to=None, defaults={"valid_from": "2026-01-01"}
        )
    html = text_of(client.post(reverse("office_tongs"), {"dongs": ["1120056000"]}))
    assert 'value="1120056000/7"' in html
    assert "1120054000/7" not in html


def test_the_list_asks_a_few_statements_for_each_audience(client, officer, django_assert_max_num_queries):
    def queries() -> int:
        with django_assert_max_num_queries(200) as captured:
            client.get(reverse("office_audiences"))
        return len(captured)

    saved(officer)
    queries()
    one = queries()
    for number in range(3):
        saved(officer, name=f"대상 {number}")
    assert queries() <= one + 3 * 3, "its count and the names in its sentence"
