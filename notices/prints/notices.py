"""The very documents of people who get them on paper, one after the other as they are carried."""

from collections.abc import Sequence
from io import BytesIO

from pypdfium2 import PdfDocument

from enrollment.models import Tong
from notices.domain.notice.document import pdf_of
from notices.doors import in_walking_order
from notices.models import AddressedNotice, NoticeRound
from notices.prints.receipt_slips import receipt_slips_pdf


def notices_pdf(
    round: NoticeRound, parts: Sequence[tuple[Tong | None, Sequence[AddressedNotice]]], *, with_slips: bool
) -> bytes:
    """Tong by tong, in walking order; `with_slips` the receipt slips follow in the same file."""
    content = pdf_of([notice for _tong, notices in parts for notice in in_walking_order(notices)])
    return _joined([content, receipt_slips_pdf(round, parts)]) if with_slips else content


def _joined(files: Sequence[bytes]) -> bytes:
    joined, out = PdfDocument.new(), BytesIO()
    for content in files:
        joined.import_pages(PdfDocument(content))
    joined.save(out)
    return out.getvalue()
