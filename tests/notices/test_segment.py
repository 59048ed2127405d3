"""A segment in words, and kept as JSON."""

import pytest
from django.utils import timezone, translation

from notices.domain import audience
from notices.domain.audience import Segment
from notices.enums import CampaignKind, PastResponse
from notices.models import Campaign, RecipientList
from tests.factories.accounts import DISTRICT
from tests.notices.campaigns import approved_campaign

pytestmark = pytest.mark.django_db


YEAR = timezone.localdate().year


def test_segment_survives_json():
    segment = Segment("culture", ("email",), ("1120056000",), ("civil_defence",), 40, None)
    assert Segment.from_json(segment.to_json(), topic="culture", channels=["email"]) == segment


def test_sentence_tells_every_condition():
    segment = Segment(
        topic="culture",
        channels=("sms", "email"),
        dongs=("1120056000", "1120054000"),
        services=("civil_defence",),
        age_from=40,
        age_to=69,
    )
    assert audience.sentence(segment, CampaignKind.PUBLIC_INFO) == (
        f"마장동, 행당1동에 살고 올해 40~69세({YEAR - 69}~{YEAR - 40}년생)이며 "
        "민방위 통지 서비스를 이용하면서 "
        "‘문화’ 소식을 받기로 한 사람에게 문자, 이메일로 보냅니다."
    )


def test_sentence_of_a_single_age():
    segment = Segment(topic="culture", channels=("sms",), age_from=41, age_to=41)
    assert f"올해 41세({YEAR - 41}년생)이며" in audience.sentence(segment, CampaignKind.PUBLIC_INFO)


def test_sentence_of_a_wide_audience():
    segment = Segment(topic="culture", channels=("sms",))
    assert audience.sentence(segment, CampaignKind.STATUTORY) == (
        "모든 동에서 통지서 전자송달에 동의한 사람에게 문자로 보냅니다."
    )


def test_sentence_names_every_criterion_with_the_particle_that_fits():
    Campaign.objects.filter(pk=approved_campaign().pk).update(title="구두바자회", round_no=1)
    earlier = Campaign.objects.get()
    uploaded = RecipientList.objects.create(district_id=DISTRICT, name="가을 강좌", file_name="a.csv")
    segment = Segment(
        topic="culture",
        channels=("email", "sms"),
        one_channel=True,
        dongs=("1120056000", "1120054000"),
        tongs=("1120056000/12", "1120056000/5"),
        sex="female",
        response_to=earlier.pk,
        response="not_received",
        list_id=uploaded.pk,
    )
    assert audience.sentence(segment, CampaignKind.PUBLIC_INFO) == (
        "마장동, 행당1동(5, 12통)에 살고 신청서에 여성이라고 적었으며 지난 소식 ‘구두바자회’를 받지 못했고 "
        "올린 명단 ‘가을 강좌’에 있으며 ‘문화’ 소식을 받기로 한 사람에게 "
        "이메일, 문자 순서로 먼저 닿는 한 가지 방법으로 한 건만 보냅니다."
    )
    Campaign.objects.update(title="행복한 책")
    assert "‘행복한 책’을 받지 못했고" in audience.sentence(segment, CampaignKind.PUBLIC_INFO)
    with translation.override("en"):
        text = audience.sentence(segment, CampaignKind.PUBLIC_INFO)
    assert "who did not receive the earlier message ‘행복한 책’" in text
    assert "One message each, by the first channel that reaches them: Email, Text message" in text


def test_a_sentence_for_every_response():
    earlier = approved_campaign()
    for response in PastResponse.values:
        segment = Segment(topic="culture", channels=("sms",), response_to=earlier.pk, response=response)
        assert "지난 소식 ‘보내는 소식’을 " in audience.sentence(segment, CampaignKind.PUBLIC_INFO)
