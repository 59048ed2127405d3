"""Personal values of a row as the tables keep them: encrypted, and found by index."""

from collections.abc import Iterable
from dataclasses import dataclass

from enrollment.domain.import_.judged import Judged
from enrollment.enums import ContactKind
from portal.common.crypto import blind_index, encryptor

EMAIL = ContactKind.EMAIL.value


@dataclass(frozen=True, slots=True)
class Sealed:
    """What is encrypted of one form; nothing of an email that was not given."""

    birth_date: bytes
    mobile: bytes
    email: bytes | None = None
    email_index: str = ""


def seal_all(judged: Iterable[Judged]) -> None:
    """Seal the rows that are good so far, as many as there are without a system call for each."""
    encrypt = encryptor()
    for item in judged:
        if item.reading.problems:
            continue
        form = item.reading.form
        sealed = encrypt(form.birth_date.isoformat()), encrypt(form.mobile)
        email = (encrypt(form.email), blind_index(EMAIL, form.email)) if form.email else ()
        item.sealed = Sealed(*sealed, *email)
