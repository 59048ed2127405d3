"""What comes in by a page of the site, with its files."""

from collections.abc import Sequence

from django.db import transaction

from notices.domain.reply import attachment
from notices.domain.reply.reply import receive
from notices.enums.reply import ReplyRoute
from notices.gateways.mail_parts import File
from notices.models import Reply, ReplyAttachment


@transaction.atomic
def take_in(*, files: Sequence[File] = (), **said) -> Reply:
    """`receive` by the web. Of a page sent twice the files are kept once. Raises as that does."""
    kept = attachment.keep(files)
    places = [file.stored_as for file in kept if file.stored_as]
    try:
        reply = receive(route=ReplyRoute.WEB, attachments=kept, **said)
    except BaseException:
        attachment.delete(places)
        raise
    if places and not ReplyAttachment.objects.filter(stored_as=places[0]).exists():
        attachment.delete(places)
    return reply
