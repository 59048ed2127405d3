"""The API of campaigns: following, counting, looking, each look logged."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from enrollment.models import Dong
from notices.domain import life
from notices.enums import DeliveryState
from notices.gateways.texts import GATEWAYS
from notices.models import Campaign, Delivery
from portal.accounts.enums import RoleCode
from portal.common.models import AccessLog
from tests.factories.accounts import staff
from tests.factories.enrollment import enroll
from tests.notices.api import CAMPAIGNS, FIELDS, system
from tests.notices.api_campaigns import ADDRESSES, APPROVE, CHANNELS, DRAFT, READ, RECIPIENTS, approved
from tests.notices.campaigns import drafted, in_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def drafter():
    return system(DRAFT, READ, name="문화회관")


@pytest.fixture
def approver():
    return system(APPROVE, name="결재 시스템")


# Following


def test_a_campaign_is_followed(drafter, approver):
    enroll(channels=CHANNELS)
    enroll(name="나다라", head_name="나다라", mobile="01000000002", channels=("sms",), email="")
    campaign_id = approved(drafter, approver)
    sms = Delivery.objects.filter(channel="sms").order_by("id")
    now = timezone.now()
    Campaign.objects.update(started_at=now - timedelta(minutes=5))
    sms.filter(pk=sms[0].pk).update(state=DeliveryState.DELIVERED, claimed_at=now, handed_over_at=now)
    answer = drafter.get(f"{CAMPAIGNS}{campaign_id}/").json()
    assert answer["progress"] == {
        "messages": 3,
        "people": 2,
        "done": 1,
        "arrived": 1,
        "per_minute": 1,
        "seconds_left": 120,
        "states": [
            {"state": "queued", "messages": 2, "by_channel": {"sms": 1, "email": 1}},
            {"state": "delivered", "messages": 1, "by_channel": {"sms": 1}},
        ],
    }
    assert answer["responses"] is None
    assert answer["cost"] == {"won": 60, "fallback_won": 0, "unit": 30, "since": "2013-01-01"}
    assert [(step["step"], step["by"], step["system"], step["detail"]) for step in answer["timeline"]] == [
        ("draft", "system", "문화회관", {}),
        ("submit", "system", "문화회관", {}),
        ("approve", "system", "결재 시스템", {"messages": 3}),
        ("start", "system", "결재 시스템", {"round_no": 1}),
    ]
    assert {name: answer[name] for name in FIELDS} == FIELDS
    assert answer["audience_sentence"].startswith("모든 동에서")


def test_what_a_cancelled_campaign_kept_back_is_withdrawn_and_costs_nothing(drafter, approver):
    enroll(channels=CHANNELS)
    campaign_id = approved(drafter, approver)
    Delivery.objects.filter(channel="sms").update(state=DeliveryState.HANDED_OVER)
    drafter.step(campaign_id, "cancel")
    answer = drafter.get(f"{CAMPAIGNS}{campaign_id}/").json()
    assert (answer["progress"]["done"], answer["cost"]["won"]) == (1, 30)
    assert answer["progress"]["states"] == [
        {"state": "handed_over", "messages": 1, "by_channel": {"sms": 1}},
        {"state": "withdrawn", "messages": 1, "by_channel": {"email": 1}},
    ]
    listed = drafter.get(f"{CAMPAIGNS}{campaign_id}/deliveries/?state=withdrawn").json()["deliveries"]
    assert [one["channel"] for one in listed] == ["email"]


def test_openings_are_told_of_a_campaign_that_counts_them(drafter):
    campaign_id = drafter.draft(tracks_responses=True).json()["id"]
    answer = drafter.get(f"{CAMPAIGNS}{campaign_id}/").json()
    assert answer["responses"] == {"opened": 0, "clicked": 0, "machines": 0}


def test_of_staff_no_name_is_told():
    officer = staff(RoleCode.OFFICER, name="가나다담당")
    response = system(READ).get(f"{CAMPAIGNS}{in_review(officer).pk}/")
    assert [step["by"] for step in response.json()["timeline"]] == ["staff", "staff"]
    assert "가나다담당" not in response.content.decode()


def test_campaigns_are_listed_the_newest_first(drafter):
    ids = [drafter.draft().json()["id"] for _time in range(3)]
    drafter.step(ids[0], "submit")
    first = drafter.get(CAMPAIGNS, limit=2).json()
    assert ([row["id"] for row in first["campaigns"]], first["more"]) == (ids[:0:-1], True)
    rest = drafter.get(CAMPAIGNS, before=ids[1]).json()
    assert ([row["id"] for row in rest["campaigns"]], rest["more"]) == ([ids[0]], False)
    found = drafter.get(CAMPAIGNS, state="in_review").json()["campaigns"]
    assert [row["id"] for row in found] == [ids[0]]
    assert drafter.get(CAMPAIGNS, state="gone", limit=0).json().keys() == {"state", "limit"}


def test_an_audience_is_counted(drafter):
    enroll(channels=CHANNELS)
    dong = Dong.objects.get(code="1120056000")
    fields = {"kind": "public_info", "topic": "culture", "channels": ["sms"]}
    answer = drafter.post(f"{CAMPAIGNS}audience/", fields).json()
    sentence = answer.pop("sentence")
    assert answer == {
        "people": 1,
        "messages": 1,
        "by_channel": {"sms": 1},
        "by_dong": [{"dong": dong.code, "people": 1, "by_channel": {"sms": 1}}],
        "left_out": [],
    }
    assert sentence.startswith("모든 동에서")
    other = drafter.post(f"{CAMPAIGNS}audience/", {**fields, "topic": "welfare"}).json()
    assert (other["people"], other["left_out"]) == (0, [{"reason": "no_subscription", "people": 1}])
    assert drafter.post(f"{CAMPAIGNS}audience/", {**fields, "topic": "none"}).json().keys() == {"topic"}
    assert drafter.post(f"{CAMPAIGNS}audience/", {}).json().keys() == {"kind", "topic", "channels"}


def test_a_preflight_tells_findings_counts_and_cost(drafter):
    enroll(channels=CHANNELS)
    campaign_id = drafter.draft(email_body="").json()["id"]
    answer = drafter.get(f"{CAMPAIGNS}{campaign_id}/preflight/").json()
    assert (answer["may_go"], answer["needs_second_approver"]) == (False, False)
    assert answer["seen"] == life.content_hash(Campaign.objects.get())
    refusal = answer["findings"][0]
    assert (refusal["level"], refusal["field"]) == ("refuse", "email_body")
    assert answer["audience"]["by_channel"] == {"sms": 1, "email": 1}
    assert answer["cost"]["won"] == 30


def test_samples_show_masked_names_and_are_logged(drafter):
    person = enroll(name="가나다", head_name="가나다", channels=CHANNELS).application.person
    campaign_id = drafter.draft().json()["id"]
    answer = drafter.get(f"{CAMPAIGNS}{campaign_id}/samples/").json()
    (sample,) = answer["samples"]
    assert answer["seen"] == life.content_hash(Campaign.objects.get())
    assert sample["email"]["text"].startswith("가*다님, 안녕하세요.")
    assert "가*다님" in sample["email"]["html"]
    assert sample["sms"].startswith("[성동구] 구두바자회")
    assert (sample["sms_kind"], sample["dong"], sample["alimtalk"]) == ("LMS", "1120056000", None)
    assert "가나다" not in str(answer)
    log = AccessLog.objects.get(action=AccessLog.Action.PREVIEW)
    assert (log.user, log.subject_type, log.subject_ids) == (drafter.client.user, "person", [person.pk])


def test_deliveries_come_by_cursor_without_personal_values(drafter, approver):
    for number in range(3):
        enroll(name=f"가나{number}", head_name=f"가나{number}", mobile=f"0100000000{number}",
               email="", channels=("sms",), address_detail=f"{number}호")  # fmt: skip
    campaign_id = approved(drafter, approver, channels=["sms"])
    rows = list(Delivery.objects.order_by("id"))
    Delivery.objects.filter(pk=rows[1].pk).update(state=DeliveryState.FAILED, reason="3010")
    address = f"{CAMPAIGNS}{campaign_id}/deliveries/"
    first = drafter.get(address, limit=2).json()
    assert first["deliveries"][1] == {
        "reference": f"d{rows[1].pk}",
        "channel": "sms",
        "state": "failed",
        "reason": "3010",
        "fallback_of": None,
        "queued_at": timezone.localtime(rows[1].queued_at).isoformat(),
        "handed_over_at": None,
        "delivered_at": None,
        "opened_at": None,
        "name": None,
        "contact": None,
    }
    assert (first["next"], first["more"]) == (f"d{rows[1].pk}", True)
    rest = drafter.get(address, since=first["next"]).json()
    assert [row["reference"] for row in rest["deliveries"]] == [f"d{rows[2].pk}"]
    end = drafter.get(address, since=rest["next"]).json()
    assert end == {"deliveries": [], "next": rest["next"], "more": False}
    failed = drafter.get(address, state="failed", channel="sms").json()["deliveries"]
    assert [row["reference"] for row in failed] == [f"d{rows[1].pk}"]
    assert not AccessLog.objects.filter(action=AccessLog.Action.UNMASK).exists()


@pytest.mark.parametrize("query", [{"since": "7"}, {"since": "dx"}, {"limit": "501"}, {"state": "lost"}])
def test_a_bad_query_is_named(drafter, query):
    response = drafter.get(f"{CAMPAIGNS}{drafted().pk}/deliveries/", **query)
    assert (response.status_code, list(response.json())) == (400, list(query))


def test_who_they_went_to_is_told_to_its_own_scope_and_logged(drafter, approver):
    person = enroll(
        name="가나다", head_name="가나다", channels=("sms",), mobile="01000000007"
    ).application.person
    campaign_id = approved(drafter, approver, channels=["sms"])
    plain = system(RECIPIENTS)
    (row,) = plain.get(f"{CAMPAIGNS}{campaign_id}/deliveries/").json()["deliveries"]
    assert (row["name"], row["contact"]) == ("가나다", "01000000007")
    log = AccessLog.objects.get(action=AccessLog.Action.UNMASK)
    assert (log.user, log.subject_type, log.subject_ids, log.page) == (
        plain.client.user,
        "person",
        [person.pk],
        "api_campaign_deliveries",
    )


def test_every_look_is_logged_under_the_name_of_the_system(drafter):
    campaign_id = drafter.draft().json()["id"]
    drafter.get(f"{CAMPAIGNS}{campaign_id}/")
    drafter.get(f"{CAMPAIGNS}999999999/")
    logs = AccessLog.objects.filter(user=drafter.client.user).order_by("id")
    assert list(logs.values_list("page", "action", "subject_type", "subject_ids")) == [
        ("api_campaigns", "view", "campaign", [campaign_id]),
        ("api_campaign", "view", "campaign", [campaign_id]),
        ("api_campaign", "view", "campaign", []),
    ]


def test_the_schema_tells_every_address(tmp_path):
    target = tmp_path / "schema.yml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(target))
    text = target.read_text()
    for _method, path in ADDRESSES:
        assert f"  {CAMPAIGNS}{path}:" in text
    told = [name for name, gateway in GATEWAYS.items() if "read_report" in vars(gateway)]
    assert told
    for name in (*told, "mail", "signed"):
        assert f"  /receipts/{name}/:" in text
