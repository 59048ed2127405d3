"""The link under a campaign's mail to say whether it was of use: the word of the “의견 보내기” link, so that
one seal serves both."""

from django.conf import settings

from notices.domain.reply.reply_link import BadSeal, read
from notices.domain.sealed_ids import Ids
from notices.models import Campaign

__all__ = ["BadSeal", "address_of", "ids_of"]


def ids_of(word: str) -> Ids:
    """Raises BadSeal, also for the word of something that is no campaign."""
    link = read(word)
    if link.model is not Campaign:
        raise BadSeal("no campaign")
    return Ids(person_id=link.person_id, campaign_id=link.subject_id)


def address_of(word: str) -> str:
    return f"{settings.SITE_URL}/useful/{word}/"
