"""Reading printed files the way a reader's machine does."""

from io import BytesIO

from pypdf import PdfReader


def pages(content: bytes) -> list[str]:
    """The text of each page."""
    return [page.extract_text() for page in PdfReader(BytesIO(content)).pages]


def pdf_text(content: bytes) -> str:
    """All text of the file."""
    return "\n".join(pages(content))
