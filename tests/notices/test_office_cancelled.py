"""What a cancelled campaign tells: how many left, how many were kept back, in words of cancelling."""

import pytest
from django.urls import reverse

from notices.domain import life
from notices.enums import CampaignState, DeliveryState, StartMode
from notices.models import Campaign
from notices.queries.progress import figures
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.enrollment import enroll
from tests.notices.campaigns import in_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = staff(RoleCode.OFFICER)
    client.force_login(user)
    return user


def approved(officer, **changes):
    campaign = in_review(officer, **changes)
    campaign.refresh_from_db()
    by = staff(RoleCode.APPROVER)
    return life.approve(campaign=campaign, by=by, seen_hash=life.content_hash(campaign))


def test_what_was_kept_back_is_neither_handled_nor_withdrawn_by_anybody(client, officer):
    for _ in range(3):
        enroll(channels=("email",))
    campaign = approved(officer)
    first, second, _third = campaign.deliveries.order_by("id")
    campaign.deliveries.filter(pk=first.pk).update(state=DeliveryState.HANDED_OVER)
    campaign.deliveries.filter(pk=second.pk).update(state=DeliveryState.WITHDRAWN, reason="opt_out")
    life.cancel(campaign=campaign, by=officer)
    campaign.refresh_from_db()
    found = figures(campaign)
    assert (found.messages, found.done, found.left_us, found.cancelled) == (3, 2, 1, 1)
    text = client.get(reverse("office_campaign", args=[campaign.pk])).content.decode()
    assert "보낸 것은 1건이고, 1건은 발송을 취소하여 보내지 않았습니다" in text

    page = reverse("office_deliveries", args=[campaign.pk])
    kept = client.get(page, {"state": "cancelled"})
    assert kept.context["page"].paginator.count == 1
    assert kept.content.decode().count("취소하여 보내지 않음</span>") == 1
    withdrawn = client.get(page, {"state": "withdrawn"})
    assert [row["delivery"].pk for row in withdrawn.context["rows"]] == [second.pk]


def test_starting_by_hand_asks_once_more_with_how_many(client, officer):
    enroll()
    campaign = approved(officer, start_mode=StartMode.BY_HAND)
    ask = reverse("office_start", args=[campaign.pk])
    step = reverse("office_step", args=[campaign.pk, "start"])
    page = client.get(reverse("office_campaign", args=[campaign.pk])).content.decode()
    assert ask in page
    assert step not in page
    asked = client.get(ask).content.decode()
    assert "1명에게 2건이 나갑니다" in asked
    assert f'action="{step}"' in asked
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.APPROVED
    life.cancel(campaign=campaign, by=officer)
    assert client.get(ask).url == reverse("office_campaign", args=[campaign.pk])


def test_a_name_is_not_what_one_searches_by(client, officer):
    enroll()
    campaign = approved(officer)
    response = client.post(reverse("office_delivery_search", args=[campaign.pk]), {"find": "홍길동"})
    assert "이름으로는 찾을 수 없습니다" in response.content.decode()


def test_what_was_cancelled_before_it_began_is_drafted_again_with_the_same_words(client, officer):
    enroll()
    campaign = approved(officer, start_mode=StartMode.BY_HAND, email_body="시험 본문입니다.")
    page, again = (reverse(f"office_{name}", args=[campaign.pk]) for name in ("campaign", "redraft"))
    assert again not in client.get(page).content.decode()
    life.cancel(campaign=campaign, by=officer)
    text = client.get(page).content.decode()
    assert again in text and "같은 내용으로 다시 기안해 주세요" in text
    answer = client.post(again)
    draft = Campaign.objects.latest("pk")
    assert answer.url == reverse("office_campaign_edit", args=[draft.pk])
    assert (draft.state, draft.start_mode, draft.send_at) == ("draft", StartMode.ON_APPROVAL, None)
    same = ("title", "email_body", "sms_body", "kind", "topic", "channels")
    assert all(getattr(draft, name) == getattr(campaign, name) for name in same)
    assert (draft.drafted_by, draft.approved_by, draft.is_written_down) == (officer, None, False)
    text = client.get(page).content.decode()
    assert "같은 내용으로 다시 기안함" in text
    assert again not in text and "다시 기안한 소식이 있습니다" in text
    assert client.post(again).url == reverse("office_campaign", args=[draft.pk]), "no second draft"
    assert Campaign.objects.count() == 2
    life.cancel(campaign=draft, by=officer)
    assert again in client.get(page).content.decode(), "given up as well"


def test_only_what_never_began_is_drafted_again_and_only_by_who_drafts(client, officer):
    enroll()
    sent = approved(officer)
    assert sent.started_at is not None
    life.cancel(campaign=sent, by=officer)
    again = reverse("office_redraft", args=[sent.pk])
    assert "보내기 전에 취소한 소식만" in client.post(again, follow=True).content.decode()
    assert Campaign.objects.count() == 1
    client.force_login(staff(RoleCode.APPROVER))
    assert client.post(again).status_code == 403


def test_a_start_that_went_back_to_review_is_no_success(client, officer):
    enroll()
    campaign = approved(officer, start_mode=StartMode.BY_HAND)
    Campaign.objects.filter(pk=campaign.pk).update(sms_body="[성동구] 몰래 바꾼 문구")
    answer = client.post(reverse("office_step", args=[campaign.pk, "start"]), follow=True)
    [message] = answer.context["messages"]
    assert message.level_tag == "warning"
    assert message.message.startswith("승인한 뒤에 달라진 것이 있어 시작하지 않았습니다.")
    assert "승인한 뒤 내용이 달라짐, 정해 둔" in answer.content.decode()
