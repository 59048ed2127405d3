"""Test sends: what nobody approved yet goes to the officer's own contacts and to colleagues alone."""

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from enrollment.enums import Channel, ContactKind
from enrollment.models import Dong
from notices.domain import outbox, render
from notices.models import Campaign
from portal.accounts import contacts, verification
from portal.accounts.access import require, staff_with
from portal.accounts.enums import Permission
from portal.accounts.limits import Limit, spend
from portal.common import audit, masking

NAME = "가나다"
"""The invented recipient of a test send."""
PER_HOUR = Limit(20, 60 * 60)
CONFIRMED_SECONDS = 12 * 60 * 60
"""How long the number an officer confirmed as the own one counts."""


@transaction.atomic
def send(*, campaign: Campaign, channel: str, address: str, by) -> None:
    """Send one message, marked as a test where it can be, to `address` (normalised).

    AlimTalk is shown by the words of a text: Kakao delivers it to members of the programme alone. Raises
    ValidationError for an address that is neither the officer's own nor a colleague's, and after
    `PER_HOUR` messages.
    """
    require(by, Permission.DRAFT_CAMPAIGN, campaign)
    refuse_strangers(campaign=campaign, channel=channel, address=address, by=by)
    if not spend("test_send", str(by.pk), PER_HOUR):
        text = _("시험 발송은 한 시간에 %(count)s번까지 할 수 있습니다. 잠시 뒤에 다시 해 주세요.")
        raise ValidationError(text % {"count": PER_HOUR.amount}, code="too_often")
    subject, text, html = _message(campaign, channel)
    outbox.post(
        purpose="test_send", channel=channel, address=address, subject=subject, text=text, html=html, by=by
    )
    audit.record(
        by=by, action="campaign.test_send", obj=campaign, channel=str(channel), to=_masked(channel, address)
    )


def refuse_strangers(*, campaign: Campaign, channel: str, address: str, by) -> None:
    """Raise ValidationError, code `unconfirmed` for a number that is not confirmed, `stranger` for a mailbox
    that belongs to nobody who may look at the campaign."""
    if channel == Channel.SMS:
        if not _is_own(by, address):
            raise ValidationError(_("본인의 번호인지 확인되지 않았습니다."), code="unconfirmed")
        return
    colleagues = staff_with(Permission.VIEW_DELIVERIES, campaign.area_path)
    if address.lower() not in {(one.email or "").lower() for one in (by, *colleagues)}:
        text = _("시험 발송은 본인이나 계정이 있는 동료의 업무용 이메일로만 보낼 수 있습니다.")
        raise ValidationError(text, code="stranger")


def confirm(*, by, number: str, code: str) -> bool:
    """Whether `code` is the one that was sent to `number`; the number is the officer's own from now on."""
    if not verification.check_code(kind=ContactKind.MOBILE, value=number, code=code):
        return False
    cache.set(_kept_at(by), contacts.index_of(ContactKind.MOBILE, number), CONFIRMED_SECONDS)
    return True


def _is_own(by, number: str) -> bool:
    return cache.get(_kept_at(by)) == contacts.index_of(ContactKind.MOBILE, number)


def _kept_at(user) -> str:
    return f"test-send-number:{user.pk}"


def _masked(channel: str, address: str) -> str:
    return masking.mobile(address) if channel == Channel.SMS else masking.email(address)


def _message(campaign: Campaign, channel: str) -> tuple[str, str, str]:
    """Subject, text and page."""
    dong = Dong.objects.filter(district=campaign.district_id).order_by("code").first()
    content = render.compile_content(campaign)
    sample = render.Recipient(name=NAME, dong_name=dong.name if dong else "", person_id=0)
    if channel == Channel.SMS:
        is_text = campaign.sms_body or not campaign.alimtalk_template
        return "", content.sms(sample) if is_text else content.alimtalk(sample), ""
    mail = content.email(sample)
    return _("[시험] %(subject)s") % {"subject": mail.subject}, mail.text, mail.html
