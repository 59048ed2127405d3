"""Campaigns that invite to a poll: drafted ready to be read, given up when it takes no more answers."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from enrollment.enums import Channel
from notices.domain import life
from notices.domain.poll import poll_link
from notices.enums import CampaignKind
from notices.enums.poll import OVER, PollState
from notices.models import Campaign, Poll, PollSample
from notices.segment import Segment
from notices.validators import sms_text
from notices.validators.poll_link import WORD
from portal.accounts.access import require
from portal.accounts.enums import Permission
from portal.common.templatetags.korean import kdatetime

_STANDING = (*life.WAITING, *life.UNDER_WAY)
_TITLE_LENGTH = Campaign._meta.get_field("title").max_length


@transaction.atomic
def draft(*, poll: Poll, by, is_reminder: bool = False, sample: PollSample | None = None) -> Campaign:
    """A drafted campaign that asks people to answer `poll`, to be read, changed and approved as any other.

    It goes to everybody who consents to being asked, or to the people of `sample`; a reminder to those who
    were invited and have not answered. Raises ValidationError for a poll that is over, and for a reminder of
    one that is not open or asked nobody yet.
    """
    require(by, Permission.DRAFT_POLL, poll)
    if poll.state in OVER:
        raise ValidationError(_("마감했거나 취소한 설문입니다. 안내를 보낼 수 없습니다."), code="over")
    if is_reminder and (poll.state != PollState.OPEN or not poll.invitations.exists()):
        raise ValidationError(
            _("다시 안내할 사람이 없습니다. 설문이 열리고 안내를 보낸 뒤에 다시 안내할 수 있습니다."),
            code="nobody",
        )
    content = life.Content(
        kind=CampaignKind.POLL,
        title=_title(poll, is_reminder),
        segment=_whom(poll, is_reminder, sample),
        poll=poll,
        is_reminder=is_reminder,
        email_subject=f"{poll.district.office.tag} {_asking(poll, is_reminder)}",
        email_body=_mail(poll, is_reminder),
        sms_body=_text(poll, is_reminder),
    )
    return life.draft(content=content, district=poll.district, by=by)


def _whom(poll: Poll, is_reminder: bool, sample: PollSample | None) -> Segment:
    return Segment(
        topic=poll.topic.code,
        channels=(Channel.EMAIL.value, Channel.SMS.value),
        one_channel=True,
        list_id=sample.recipients_id if sample else None,
        unanswered=poll.pk if is_reminder else None,
    )


def _title(poll: Poll, is_reminder: bool) -> str:
    what = " 다시 안내" if is_reminder else " 안내"
    return poll.title[: _TITLE_LENGTH - len(what)] + what


def _asking(poll: Poll, is_reminder: bool) -> str:
    return f"{poll.title}: 아직 답하실 수 있습니다" if is_reminder else f"{poll.title}에 참여해 주세요"


def _mail(poll: Poll, is_reminder: bool) -> str:
    """Korean, as every campaign; what reads as a placeholder in the words of the poll is left out of them."""
    introduction = poll.introduction.replace("\r\n", "\n").replace("{", "(").replace("}", ")").strip()
    named = "답에 이름이 함께 남는 기명 설문입니다."
    anonymous = "무기명 설문입니다. 답은 누구의 것인지 알 수 없게 보관합니다."
    paragraphs = [
        "{이름}님, 안녕하세요.",
        "아직 답하지 않으신 설문이 있어 다시 알려 드립니다." if is_reminder else "",
        introduction,
        f"{anonymous if poll.is_anonymous else named} {kdatetime(poll.closes_at)}까지 답을 받습니다.",
        f"답하기: {WORD}",
        "이 주소는 받으신 분의 것입니다. 다른 분께 전하지 말아 주세요.",
    ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _text(poll: Poll, is_reminder: bool) -> str:
    """Short enough for the price of a short message: the title gives way to the address."""
    link = poll_link.url(poll.pk, 0, Channel.SMS)
    tail = " 답을 기다립니다" if is_reminder else " 참여"
    title = sms_text.printable(poll.title).replace("{", "(").replace("}", ")")
    words = title.split()
    while title and sms_text.measure(_line(poll, title + tail, link)).kind != sms_text.SmsKind.SMS:
        words.pop()
        title = f"{' '.join(words)}…" if words else ""
    return _line(poll, (title or "설문") + tail, WORD)


def _line(poll: Poll, words: str, link: str) -> str:
    return f"{poll.district.office.tag} {words} {link}"


def end(poll: Poll) -> int:
    """Give up what would still invite to a poll that takes no more answers; returns how many campaigns.

    Whom nothing was sent to is uninvited, so that the rate of answers rests on who could answer.
    """
    standing = Campaign.objects.filter(poll=poll, state__in=_STANDING).order_by("pk")
    for campaign in standing:
        life.cancel(campaign=campaign, by=None)
    return len(standing)
