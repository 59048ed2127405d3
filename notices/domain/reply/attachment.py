"""Files that come with an opinion: looked through, then kept encrypted in the private storage or refused."""

import re
import secrets
from collections.abc import Sequence
from pathlib import PurePosixPath

from django.conf import settings
from django.utils.translation import gettext as _

from notices.domain.reply.reply import StoredFile
from notices.enums.reply import Refusal
from notices.gateways.mail_parts import File
from notices.models import ReplyAttachment
from portal.common import encrypted_files, file_kinds, resident_number
from portal.common.text import nfc

FOLDER = "replies"
NAME_LENGTH = 100
_UNSAFE = re.compile(r"[\x00-\x1f\x7f<>:\"/\\|?*\u202a-\u202e\u2066-\u2069]+")


def keep(files: Sequence[File]) -> list[StoredFile]:
    """Write the files that are taken; of the others only name, size and reason go on. Call it in the
    transaction that writes the message: when that is taken back, so are the files.
    """
    kept = [_kept(file, place) for place, file in enumerate(files)]
    written = [file.stored_as for file in kept if file.stored_as]
    try:
        for stored, file in zip(kept, files, strict=True):
            if stored.stored_as:
                encrypted_files.write(stored.stored_as, file.content)
    except BaseException:
        delete(written)
        raise
    return kept


def _kept(file: File, place: int) -> StoredFile:
    size = len(file.content)
    refusal, kind = "", None
    if place >= settings.REPLY_ATTACHMENTS_MOST:
        refusal = Refusal.TOO_MANY
    elif size > settings.REPLY_ATTACHMENT_MAX_BYTES:
        refusal = Refusal.SIZE
    else:
        try:
            kind = file_kinds.kind_of(file.content)
        except file_kinds.Unaccepted as unaccepted:
            refusal = Refusal(unaccepted.reason)
    name = safe_name(file.name, kind)
    if kind is None:
        return StoredFile(name, size, refusal=refusal)
    stored_as = f"{FOLDER}/{(word := secrets.token_urlsafe(24))[:2]}/{word}"
    return StoredFile(name, size, kind.content_type, stored_as)


def safe_name(name: str, kind: file_kinds.Kind | None) -> str:
    """A name to save it as: no folder, no sign that hides what follows, the ending of what it is."""
    plain = _UNSAFE.sub(" ", nfc(name).replace("\\", "/").rpartition("/")[2])
    plain = resident_number.blank(" ".join(plain.split()).strip(". ")) or _("이름 없는 파일")
    ending = PurePosixPath(plain).suffix
    if kind is not None and ending.lower() not in kind.endings:
        plain, ending = plain + kind.endings[0], kind.endings[0]
    stem = plain.removesuffix(ending) if len(ending) <= 10 else plain
    return stem[:NAME_LENGTH].rstrip() + (ending if stem is not plain else "")


def read(attachment: ReplyAttachment) -> bytes:
    """Raises FileNotFoundError or CryptoError when what is kept is gone or damaged."""
    return encrypted_files.read(attachment.stored_as)


def delete(places: Sequence[str]) -> None:
    encrypted_files.delete(places)


def rotate_files(*, rotate: bool) -> int:
    """Files that another key than the current one wrote; each is put in place of its former self at once."""
    kept = ReplyAttachment.objects.exclude(stored_as=None).order_by("pk").values_list("stored_as", flat=True)
    return encrypted_files.rotate(kept.iterator(chunk_size=100), rotate=rotate)
