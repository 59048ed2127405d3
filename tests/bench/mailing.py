"""The mail every contestant sends: a campaign in Korean of two parts, about 4 KB on the wire."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from smtplib import SMTP

from django.db import connection, transaction
from django.utils import timezone

from enrollment.models import District, Topic
from notices.domain import audience, chunks
from notices.enums import CampaignKind, CampaignState
from notices.models import Campaign
from portal.accounts.models import User
from tests.bench.figures import say, until
from tests.bench.residents import TOPIC
from tests.reliability.worker import ROOT

SUBJECT = "[성동구] {이름}님, 9월 구두바자회와 작은도서관 야간 개방 안내"
PARAGRAPH = (
    "왕십리2동 작은도서관이 다음 달부터 화요일과 목요일 밤 9시까지 문을 엽니다. 자리는 먼저 온 차례로 앉고, "
    "아이와 함께 오시면 1층 이야기방을 쓰실 수 있습니다. 신청은 필요 없으며 신분증만 가지고 오시면 됩니다."
)
BODY = (
    "{이름}님, 안녕하세요.\n\n{동} 주민센터에서 알려 드립니다.\n\n" + f"{PARAGRAPH}\n\n{PARAGRAPH}\n\n"
    "문의 02-2286-5114\n\n{이름}님께서 받는 소식을 바꾸거나 멈추려면: {수신설정}"
)
SMS_BODY = "[성동구] 구두바자회 9.27.(금) 10시 구청광장. 문의 02-2286-5000"


@dataclass(frozen=True, slots=True)
class Sink:
    port: int
    pid: int

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def counts(self) -> tuple[int, int]:
        """Mails received, and how many different ones."""
        with SMTP("127.0.0.1", self.port) as wire:
            _code, text = wire.docmd("XCOUNT")
        mails, unique = text.split()
        return int(mails), int(unique)

    def forget(self) -> None:
        with SMTP("127.0.0.1", self.port) as wire:
            wire.docmd("XRESET")


@contextmanager
def sink(*milliseconds: float) -> Iterator[Sink]:
    command = [sys.executable, "-m", "tests.bench.mail_sink", *map(str, milliseconds)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield Sink(int(process.stdout.readline()), process.pid)
    finally:
        process.kill()
        process.wait()


def approved(
    channels: tuple[str, ...] = ("email",),
    *,
    topic: str = TOPIC,
    kind: str = CampaignKind.PUBLIC_INFO,
    **columns,
) -> Campaign:
    """A campaign with its recipients written down, that has not begun; `columns` are set as they are."""
    drafter, approver = (
        User.objects.get_or_create(email=f"bench-{name}@example.kr")[0] for name in ("drafter", "approver")
    )
    now = timezone.now()
    campaign = Campaign.objects.create(
        district=District.objects.get(code="1120000000"),
        kind=kind,
        title="구두바자회 안내",
        topic=Topic.objects.get(code=topic),
        channels=list(channels),
        email_subject=SUBJECT,
        email_body=columns.pop("email_body", BODY),
        sms_body=SMS_BODY,
        state=CampaignState.PAUSED,
        content_hash="0" * 64,
        drafted_by=drafter,
        approved_by=approver,
        approved_at=now,
        **columns,
    )
    audience.snapshot(campaign)
    return campaign


def begin(campaign: Campaign) -> None:
    """Let it go: chunks are cut and the workers rung for."""
    with transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(state=CampaignState.SENDING, started_at=timezone.now())
        chunks.cut(campaign)


def forget(campaign: Campaign) -> None:
    """Rows of earlier rounds would make later ones slower than any of them."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM notices_delivery WHERE campaign_id = %s", [campaign.pk])
        cursor.execute("VACUUM ANALYZE notices_delivery")


def wait_for_the_end(campaign: Campaign, seconds: float) -> float:
    """Returns how long it took from its begin to its last row."""
    finished = Campaign.objects.filter(pk=campaign.pk, state=CampaignState.FINISHED)
    until(finished.exists, seconds, "the campaign did not finish")
    campaign.refresh_from_db()
    return (campaign.finished_at - campaign.started_at).total_seconds()


def check_received(received: Sink, expected: int, who: str) -> None:
    """Raises AssertionError unless everybody got exactly one."""
    mails, unique = received.counts()
    say(f"  {who}: the sink received {mails:,} mails, {unique:,} different")
    assert mails == unique == expected, f"{who} sent {mails} mails, {unique} different, of {expected}"
