"""Was this useful? One tap of whoever got a campaign's mail or a notice, counted once.

What is kept is a keyed digest of the message and its reader, and yes or no. No time, no person.
"""

from dataclasses import dataclass

from django.db import transaction

from notices.domain import useful_link
from notices.domain.useful_link import BadSeal
from notices.models import AddressedNotice, Campaign, UsefulMark
from portal.common.crypto import blind_index

__all__ = ["BadSeal", "PreviewLink", "Reader", "reader", "reader_of", "said", "say"]


class PreviewLink(Exception):
    """The link of a preview or test send: it belongs to nobody."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who got one message: of a campaign, or a notice of a kind."""

    digest: str
    campaign: Campaign | None = None
    notice_kind_id: int | None = None


def reader(word: str) -> Reader:
    """Whom a link belongs to. Raises BadSeal, or PreviewLink."""
    ids = useful_link.ids_of(word)
    if not ids.person_id or not ids.campaign_id:
        raise PreviewLink
    campaign = Campaign.objects.filter(pk=ids.campaign_id).first()
    if campaign is None:
        raise BadSeal("no such campaign")
    return Reader(digest_of_mail(ids.campaign_id, ids.person_id), campaign=campaign)


def reader_of(notice: AddressedNotice) -> Reader:
    """Who opened a notice: it has one reader."""
    return Reader(digest_of_notice(notice.pk), notice_kind_id=notice.round.kind_id)


def digest_of_mail(campaign_id: int, person_id: int) -> str:
    """Names a reader of a campaign for this purpose alone."""
    return blind_index("useful.campaign", f"{campaign_id}/{person_id}")


def digest_of_notice(notice_id: int) -> str:
    return blind_index("useful.notice", str(notice_id))


@transaction.atomic
def say(reader: Reader, is_useful: bool) -> None:
    """Count the tap; another one of the same reader takes its place."""
    UsefulMark.objects.update_or_create(
        digest=reader.digest,
        defaults={"is_useful": is_useful},
        create_defaults={
            "campaign": reader.campaign, "notice_kind_id": reader.notice_kind_id, "is_useful": is_useful,
        },
    )  # fmt: skip


def said(reader: Reader) -> bool | None:
    """What the reader has said; None for nothing yet."""
    return UsefulMark.objects.filter(digest=reader.digest).values_list("is_useful", flat=True).first()
