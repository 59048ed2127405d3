"""The API of campaigns: who may do what, drafting once, approval by another, steps, following."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from enrollment.models import ApiSubmission, District, Dong
from notices.domain import life
from notices.enums import CampaignState, DeliveryState
from notices.gateways.texts import GATEWAYS
from notices.models import Campaign, Delivery
from portal.accounts.api import ClientThrottle
from portal.accounts.api_clients import revoke
from portal.accounts.enums import ApiScope, RoleCode
from portal.common.models import AccessLog, AuditEvent
from tests.factories.accounts import staff
from tests.factories.enrollment import enroll
from tests.factories.resident_numbers import RESIDENT_NUMBER
from tests.notices.api import CAMPAIGNS, FIELDS, system
from tests.notices.campaigns import drafted, in_review

pytestmark = pytest.mark.django_db

DRAFT, APPROVE = ApiScope.CAMPAIGNS_DRAFT, ApiScope.CAMPAIGNS_APPROVE
READ, RECIPIENTS = ApiScope.CAMPAIGNS_READ, ApiScope.CAMPAIGNS_RECIPIENTS
CHANNELS = ("sms", "email")
SEOUL = ZoneInfo("Asia/Seoul")

ADDRESSES = {
    ("get", ""): {DRAFT, APPROVE, READ},
    ("post", ""): {DRAFT},
    ("post", "audience/"): {DRAFT, READ},
    ("get", "{id}/"): {DRAFT, APPROVE, READ},
    ("put", "{id}/"): {DRAFT},
    ("get", "{id}/preflight/"): {DRAFT, APPROVE, READ},
    ("get", "{id}/samples/"): {DRAFT, APPROVE, READ},
    ("get", "{id}/deliveries/"): {READ, RECIPIENTS},
    ("post", "{id}/submit/"): {DRAFT},
    ("post", "{id}/approve/"): {APPROVE},
    ("post", "{id}/return/"): {APPROVE},
    ("post", "{id}/start/"): {DRAFT, APPROVE},
    ("post", "{id}/pause/"): {DRAFT, APPROVE},
    ("post", "{id}/resume/"): {DRAFT, APPROVE},
    ("post", "{id}/cancel/"): {DRAFT, APPROVE},
}
"""Every address and the scopes of which one is needed."""


@pytest.fixture
def drafter():
    return system(DRAFT, READ, name="문화회관")


@pytest.fixture
def approver():
    return system(APPROVE, name="결재 시스템")


def ask(who, method: str, path: str, campaign_id: int, fields: dict | None = None):
    address = CAMPAIGNS + path.format(id=campaign_id)
    return who.get(address) if method == "get" else getattr(who, method)(address, fields or {})


def seen(who, campaign_id: int) -> str:
    return who.get(f"{CAMPAIGNS}{campaign_id}/preflight/").json()["seen"]


def submitted(drafter, **changes) -> int:
    campaign_id = drafter.draft(**changes).json()["id"]
    assert drafter.step(campaign_id, "submit").json()["state"] == "in_review"
    return campaign_id


def approved(drafter, approver, **changes) -> int:
    campaign_id = submitted(drafter, **changes)
    response = approver.step(campaign_id, "approve", seen=seen(approver, campaign_id))
    assert response.status_code == 200, response.content
    return campaign_id


# Who may


@pytest.mark.parametrize(("method", "path"), ADDRESSES)
def test_each_address_wants_a_token_and_its_scope(method, path):
    campaign = in_review()
    address = CAMPAIGNS + path.format(id=campaign.pk)
    nobody = getattr(Client(), method)(address, headers={"Authorization": "Bearer sotong_nobody"})
    assert (nobody.status_code, nobody["WWW-Authenticate"]) == (401, "Bearer")
    assert getattr(Client(), method)(address).status_code == 401
    allowed = {
        scope for scope in ApiScope if ask(system(scope), method, path, campaign.pk).status_code != 403
    }
    assert allowed == ADDRESSES[method, path]


@pytest.mark.parametrize(("method", "path"), ADDRESSES)
def test_each_address_keeps_to_the_area_of_the_token(method, path):
    """Campaigns belong to a whole district: a token of one of its dongs has none, nor has another one."""
    District.objects.create(code="1121500000", name="광진구")
    campaign = in_review()
    for area_path in ("1120000000/1120056000", "1121500000"):
        answer = ask(system(*ApiScope, area_path=area_path), method, path, campaign.pk)
        if "{id}" in path:
            assert answer.status_code == 404
        elif method == "get":
            assert answer.json() == {"campaigns": [], "more": False}
        elif "/" in area_path:
            expected = 400 if path == "" else 403  # no key was sent
            assert answer.status_code == expected


def test_a_token_of_a_dong_drafts_nothing():
    response = system(DRAFT, area_path="1120000000/1120056000").draft()
    assert response.status_code == 403
    assert "구 전체를 맡은 토큰" in response.json()["detail"]
    assert not Campaign.objects.exists()


def test_a_revoked_token_is_refused_at_once(drafter):
    revoke(client=drafter.client, by=staff(RoleCode.ADMINISTRATOR))
    assert drafter.draft().status_code == 401


def test_scopes_of_applications_open_no_campaign_and_no_page(client, drafter):
    """What a token allows, its user object allows in that request alone."""
    assert system(ApiScope.SUBMIT, ApiScope.READ_PLAIN).get(CAMPAIGNS).status_code == 403
    drafter.draft()
    client.force_login(drafter.client.user)
    assert client.get("/office/").status_code == 403


def test_a_system_has_an_allowance(drafter, monkeypatch):
    monkeypatch.setattr(ClientThrottle, "THROTTLE_RATES", {"system": "2/min"})
    assert [drafter.get(CAMPAIGNS).status_code for _time in range(3)] == [200, 200, 429]


# Drafting


def test_a_campaign_is_drafted_as_on_the_page(drafter):
    response = drafter.draft(dongs=["1120056000"], age_from=20, falls_back=True, start_mode="at_time",
                             send_at="2030-01-02T10:00:00+09:00")  # fmt: skip
    campaign = Campaign.objects.get()
    assert response.status_code == 201
    assert response.json() == {
        "id": campaign.pk,
        "title": "구두바자회 안내",
        "kind": "public_info",
        "topic": "culture",
        "channels": ["sms", "email"],
        "state": "draft",
        "pause_reason": "",
        "round_no": None,
        "start_mode": "at_time",
        "send_at": "2030-01-02T10:00:00+09:00",
        "created_at": timezone.localtime(campaign.created_at).isoformat(),
        "approved_at": None,
        "second_approved_at": None,
        "started_at": None,
        "finished_at": None,
    }
    assert campaign.drafted_by == drafter.client.user
    assert (campaign.audience, campaign.falls_back) == ({"dongs": ["1120056000"], "age_from": 20}, True)
    assert campaign.email_body == FIELDS["email_body"]
    assert AuditEvent.objects.get(action="campaign.draft").actor == drafter.client.user


def test_the_order_of_channels_counts_when_one_is_enough(drafter):
    drafter.draft(channels=["email", "sms"], one_channel=True)
    drafter.draft(channels=["email", "sms"])
    assert list(Campaign.objects.order_by("id").values_list("channels", "one_channel")) == [
        (["email", "sms"], True),
        (["sms", "email"], False),
    ]


def test_the_same_again_is_one_campaign(drafter):
    first, again = drafter.draft("key-of-one"), drafter.draft("key-of-one")
    assert (again.status_code, again.json()) == (201, first.json())
    assert again["Idempotent-Replayed"] == "true"
    assert drafter.draft("key-of-one", title="다른 소식").status_code == 409
    assert system(DRAFT).draft("key-of-one").status_code == 201
    assert Campaign.objects.count() == 2


def test_a_repeated_draft_gets_the_first_answer_though_its_time_is_over_by_now(drafter):
    begins = timezone.now() + timedelta(hours=1)
    fields = {"start_mode": "at_time", "send_at": begins.isoformat()}
    first = drafter.draft("key-of-one", **fields)
    with time_machine.travel(begins + timedelta(hours=1)):
        again = drafter.draft("key-of-one", **fields)
    assert (first.status_code, again.json()) == (201, first.json())


def test_a_refused_draft_leaves_its_key_free(drafter):
    assert drafter.draft("key-of-one", topic="none").status_code == 400
    assert not ApiSubmission.objects.exists()
    assert drafter.draft("key-of-one").status_code == 201


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"title": ""}, {"title"}),
        ({"kind": "poem"}, {"kind"}),
        ({"topic": "none"}, {"topic"}),
        ({"channels": []}, {"channels"}),
        ({"channels": ["pigeon"]}, {"channels"}),
        ({"dongs": ["9999999999"]}, {"dongs"}),
        ({"tongs": ["1120056000/1"]}, {"tongs"}),
        ({"services": ["none"]}, {"services"}),
        ({"age_from": 60, "age_to": 20}, {"age_to"}),
        ({"age_from": 200}, {"age_from"}),
        ({"sex": "x"}, {"sex"}),
        ({"response": "received"}, {"response_to"}),
        ({"response_to": 1, "response": "received"}, {"response_to"}),
        ({"list_id": 1}, {"list_id"}),
        ({"one_channel": "true"}, {"one_channel"}),
        ({"falls_back": 1}, {"falls_back"}),
        ({"sms_body": "{성}님"}, {"sms_body"}),
        ({"sms_body": "가" * 2001}, {"sms_body"}),
        ({"email_subject": "가" * 121}, {"email_subject"}),
        ({"alimtalk_template": "NONE"}, {"alimtalk_template"}),
        ({"alimtalk_values": {"a=b": "1"}}, {"alimtalk_values"}),
        ({"start_mode": "at_time"}, {"send_at"}),
        ({"send_at": "morning"}, {"send_at"}),
        ({"email_body": f"번호 {RESIDENT_NUMBER}"}, {"email_body"}),
        ({"sneaky": "1"}, {"sneaky"}),
        ({"state": "sending", "approved_by": 1}, {"state", "approved_by"}),
    ],
)
def test_what_is_wrong_is_told_by_field(drafter, changes, fields):
    response = drafter.draft(**changes)
    assert response.status_code == 400
    assert response.json().keys() == fields
    assert all(messages for messages in response.json().values())
    assert not Campaign.objects.exists()


@pytest.mark.parametrize("key", ["", "short", "x" * 101])
def test_a_key_is_needed(drafter, key):
    response = drafter.post(CAMPAIGNS, FIELDS, **({"Idempotency-Key": key} if key else {}))
    assert (response.status_code, list(response.json())) == (400, ["Idempotency-Key"])


def test_a_change_makes_a_draft_of_it_again(drafter, approver):
    enroll(channels=CHANNELS)
    campaign_id = approved(drafter, approver, start_mode="by_hand")
    assert Delivery.objects.count() == 2
    answer = drafter.put(f"{CAMPAIGNS}{campaign_id}/", {**FIELDS, "title": "바뀐 안내"}).json()
    assert (answer["title"], answer["state"], answer["approved_at"]) == ("바뀐 안내", "draft", None)
    assert not Delivery.objects.exists()


def test_two_editors_cannot_overwrite_each_other(drafter):
    other = system(DRAFT, name="다른 시스템")
    address = f"{CAMPAIGNS}{drafter.draft().json()['id']}/"
    read = drafter.get(address)["ETag"]
    assert other.get(address)["ETag"] == read
    first = other.put(address, {**FIELDS, "title": "먼저 고친 안내"}, **{"If-Match": read})
    assert first.status_code == 200
    late = drafter.put(address, {**FIELDS, "title": "늦게 고친 안내"}, **{"If-Match": read})
    assert (late.status_code, "다시 읽고" in late.json()["detail"]) == (412, True)
    assert Campaign.objects.get().title == "먼저 고친 안내"
    assert first["ETag"] == drafter.get(address)["ETag"] != read
    weak = f'"older", W/{first["ETag"]}'
    assert (
        drafter.put(address, {**FIELDS, "title": "다시 고친 안내"}, **{"If-Match": weak}).status_code == 200
    )


@pytest.mark.parametrize("named", ["", " "])
def test_a_change_names_the_version_it_was_made_from(drafter, named):
    address = f"{CAMPAIGNS}{drafter.draft().json()['id']}/"
    answer = drafter.put(address, FIELDS, **{"If-Match": named})
    assert (answer.status_code, "If-Match" in answer.json()["detail"]) == (428, True)


def test_a_step_gives_the_campaign_another_version(drafter):
    enroll(channels=CHANNELS)
    campaign_id = drafter.draft().json()["id"]
    read = drafter.get(f"{CAMPAIGNS}{campaign_id}/")["ETag"]
    assert drafter.step(campaign_id, "submit")["ETag"] == drafter.get(f"{CAMPAIGNS}{campaign_id}/")["ETag"]
    stale = drafter.put(f"{CAMPAIGNS}{campaign_id}/", FIELDS, **{"If-Match": read})
    assert stale.status_code == 412
    assert Campaign.objects.get().state == CampaignState.IN_REVIEW


def test_an_unknown_field_hides_nothing_else_that_is_wrong(drafter):
    answer = drafter.draft(sneaky=1, topic="no_such", age_from=9, age_to=3).json()
    assert answer.keys() == {"sneaky", "topic", "age_to"}
    assert drafter.draft(sneaky=1, kind="no_such", title="").json().keys() == {"sneaky", "kind", "title"}
    audience = {"kind": "public_info", "channels": ["sms"], "topic": "no_such", "sneaky": 1}
    assert drafter.post(f"{CAMPAIGNS}audience/", audience).json().keys() == {"sneaky", "topic"}


@pytest.mark.parametrize(
    ("body", "where"),
    [(b'{"title": "a",\n  kind: 1}', "2번째 줄 3번째 글자"), (b"\xff\xfe", "UTF-8")],
)
def test_a_body_that_is_no_json_is_told_in_korean(drafter, body, where):
    answer = Client().post(
        f"{CAMPAIGNS}audience/", body, content_type="application/json",
        headers={"Authorization": f"Bearer {drafter.token}"},
    )  # fmt: skip
    assert (answer.status_code, answer.json().keys()) == (400, {"non_field_errors"})
    [message] = answer.json()["non_field_errors"]
    assert "JSON으로 읽을 수 없습니다" in message and where in message


# Approval


def test_what_is_missing_is_told_by_field_when_review_is_asked_for(drafter):
    campaign_id = drafter.draft(email_body="").json()["id"]
    response = drafter.step(campaign_id, "submit")
    assert (response.status_code, list(response.json())) == (400, ["email_body"])


def test_another_system_approves_what_it_read(drafter, approver):
    enroll(channels=CHANNELS)
    campaign_id = submitted(drafter)
    answer = approver.step(campaign_id, "approve", seen=seen(approver, campaign_id)).json()
    assert (answer["state"], answer["round_no"]) == ("sending", 1)
    campaign = Campaign.objects.get()
    assert campaign.approved_by == approver.client.user
    assert campaign.deliveries.count() == 2


def test_nobody_approves_what_they_wrote():
    """Nor what they changed, nor under another token of the same system."""
    enroll(channels=CHANNELS)
    both = system(DRAFT, APPROVE, name="문화회관")
    twin, other = system(APPROVE, name="문화회관"), system(DRAFT, APPROVE, name="다른 시스템")
    campaign_id = submitted(both)
    for who in (both, twin):
        response = who.step(campaign_id, "approve", seen=seen(who, campaign_id))
        assert response.status_code == 403
        assert "다른 결재자" in response.json()["detail"]
    other.put(f"{CAMPAIGNS}{campaign_id}/", FIELDS)
    both.step(campaign_id, "submit")
    assert other.step(campaign_id, "approve", seen=seen(other, campaign_id)).status_code == 403
    assert Campaign.objects.get().state == CampaignState.IN_REVIEW
    assert not Delivery.objects.exists()


def test_people_and_systems_approve_for_each_other(drafter, approver):
    enroll(channels=CHANNELS)
    campaign = in_review()
    assert approver.step(campaign.pk, "approve", seen=seen(approver, campaign.pk)).status_code == 200
    other = Campaign.objects.get(pk=submitted(drafter, email_subject="[성동구] 다른 소식"))
    life.approve(campaign=other, by=staff(RoleCode.APPROVER), seen_hash=life.content_hash(other))
    assert Campaign.objects.filter(state=CampaignState.SENDING).count() == 2


def test_only_what_was_read_is_approved(drafter, approver):
    enroll(channels=CHANNELS)
    campaign_id = submitted(drafter)
    before = seen(approver, campaign_id)
    drafter.put(f"{CAMPAIGNS}{campaign_id}/", {**FIELDS, "title": "바뀐 안내"})
    drafter.step(campaign_id, "submit")
    response = approver.step(campaign_id, "approve", seen=before)
    assert response.status_code == 409
    assert "내용이 바뀌었습니다" in response.json()["detail"]
    assert approver.step(campaign_id, "approve").json().keys() == {"seen"}


def test_an_audience_of_nobody_is_not_approved(drafter, approver):
    campaign_id = submitted(drafter)
    response = approver.step(campaign_id, "approve", seen=seen(approver, campaign_id))
    assert response.status_code == 409
    assert "받을 사람이 없습니다" in response.json()["detail"]


def test_before_an_election_two_systems_approve(drafter, approver):
    """The second is neither the drafter nor the first, nor another token of either."""
    with time_machine.travel(datetime(2026, 4, 6, 14, 0, tzinfo=SEOUL), tick=True):
        enroll(channels=CHANNELS)
        campaign_id = submitted(drafter, exception_reason="예방접종법에 따른 안내")
        told = approver.get(f"{CAMPAIGNS}{campaign_id}/preflight/").json()
        assert told["needs_second_approver"]
        first = approver.step(campaign_id, "approve", seen=told["seen"]).json()
        assert (first["state"], first["second_approved_at"]) == ("in_review", None)
        for again in (approver, system(APPROVE, name=approver.client.name)):
            response = again.step(campaign_id, "approve", seen=told["seen"])
            assert response.status_code == 409
            assert "이미 승인하셨습니다" in response.json()["detail"]
        second = system(APPROVE).step(campaign_id, "approve", seen=told["seen"]).json()
        assert second["state"] == "sending"
        assert second["second_approved_at"]


def test_a_campaign_is_handed_back_with_the_reason(drafter, approver):
    campaign_id = submitted(drafter)
    assert approver.step(campaign_id, "return", reason="").json().keys() == {"reason"}
    assert approver.step(campaign_id, "return", reason=RESIDENT_NUMBER).json().keys() == {"reason"}
    assert approver.step(campaign_id, "return", reason="제목을 고쳐 주세요").json()["state"] == "draft"
    assert drafter.get(f"{CAMPAIGNS}{campaign_id}/").json()["review_note"] == "제목을 고쳐 주세요"


# Steps


def test_a_campaign_is_started_paused_resumed_and_cancelled(drafter, approver):
    enroll(channels=CHANNELS)
    campaign_id = approved(drafter, approver, start_mode="by_hand")
    states = [
        (drafter.step(campaign_id, step).json()["state"], step)
        for step in ("start", "pause", "resume", "cancel")
    ]
    assert states == [
        ("sending", "start"),
        ("paused", "pause"),
        ("sending", "resume"),
        ("cancelled", "cancel"),
    ]
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.WITHDRAWN}


@pytest.mark.parametrize("step", ["start", "pause", "resume", "approve", "return"])
def test_a_draft_allows_no_later_step(step):
    everything = system(*ApiScope)
    campaign = drafted()
    response = everything.step(
        campaign.pk, step, **{"approve": {"seen": "x"}, "return": {"reason": "고쳐 주세요"}}.get(step, {})
    )
    assert response.status_code == 409
    assert "기안 중" in response.json()["detail"]
    assert Campaign.objects.get().state == CampaignState.DRAFT


def test_what_is_over_allows_nothing(drafter, approver):
    campaign_id = drafter.draft().json()["id"]
    assert drafter.step(campaign_id, "cancel").json()["state"] == "cancelled"
    for step in ("submit", "start", "pause", "resume", "cancel"):
        assert drafter.step(campaign_id, step).status_code == 409
    assert drafter.put(f"{CAMPAIGNS}{campaign_id}/", FIELDS).status_code == 409
    assert drafter.get(f"{CAMPAIGNS}{campaign_id}/preflight/").status_code == 409


def test_a_step_reads_no_unknown_field(drafter):
    campaign_id = drafter.draft().json()["id"]
    assert drafter.step(campaign_id, "submit", sneaky=1).json().keys() == {"sneaky"}


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
