"""A system and its campaigns, for tests of their API."""

from zoneinfo import ZoneInfo

from portal.accounts.enums import ApiScope
from tests.notices.api import CAMPAIGNS

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
