"""What the preflight finds of a campaign, for tests of its checks."""

from datetime import datetime
from zoneinfo import ZoneInfo

from notices.domain import life, preflight
from notices.enums import CampaignKind
from notices.models import Campaign
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.notices.campaigns import drafted

SEOUL = ZoneInfo("Asia/Seoul")
WEDNESDAY = datetime(2027, 3, 3, 10, 0, tzinfo=SEOUL)
QUIET_TEXT = {"sms_body": "[성동구] 안내 {수신설정}", "email_body": "안녕하세요."}
NUMBER = "080-000-0000"
ADVERTISING = {
    "kind": CampaignKind.PROMOTIONAL,
    "sms_body": f"[성동구] {{수신설정}} 무료수신거부 {NUMBER}",
    "email_body": "강좌 안내입니다.",
}


def findings(campaign: Campaign | None = None, **changes) -> dict[str, list[tuple[str, str]]]:
    """{code: [(level, message)]} of a campaign whose texts are otherwise in order."""
    campaign = campaign or drafted(**QUIET_TEXT | changes)
    campaign.refresh_from_db()
    found: dict[str, list[tuple[str, str]]] = {}
    for finding in preflight.examine_now(campaign):
        found.setdefault(finding.code, []).append((finding.level.value, finding.message))
    return found


def approve(campaign: Campaign, by=None) -> Campaign:
    campaign.refresh_from_db()
    by = by or staff(RoleCode.APPROVER)
    return life.approve(campaign=campaign, by=by, seen_hash=life.content_hash(campaign))


# Who is left out


def left_out(*reasons: str) -> list[tuple[str, str]]:
    return [("note", f"조건에 맞지만 받지 못하는 사람: {', '.join(reasons)}")]
