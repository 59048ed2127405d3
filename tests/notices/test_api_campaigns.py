"""The API of campaigns: who may do what, drafting once."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from enrollment.models import ApiSubmission, District
from notices.enums import CampaignState
from notices.models import Campaign, Delivery
from portal.accounts.api import ClientThrottle
from portal.accounts.api_clients import revoke
from portal.accounts.enums import ApiScope, RoleCode
from portal.common.models import AuditEvent
from tests.factories.accounts import staff
from tests.factories.enrollment import enroll
from tests.factories.resident_numbers import RESIDENT_NUMBER
from tests.notices.api import CAMPAIGNS, FIELDS, system
from tests.notices.api_campaigns import ADDRESSES, APPROVE, CHANNELS, DRAFT, READ, approved, ask
from tests.notices.campaigns import in_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def drafter():
    return system(DRAFT, READ, name="문화회관")


@pytest.fixture
def approver():
    return system(APPROVE, name="결재 시스템")


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
