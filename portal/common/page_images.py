"""Uploaded scans as plain page images: whatever comes in, a picture drawn anew goes out.

The kind of a file is told by its content, never by its name. Every page is drawn anew as a JPEG, so nothing
but what can be seen survives: no place, camera or author, no script, no second file hidden in the first.
"""

import io
import threading
import warnings

import pypdfium2
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST_SIDE = 2200
"""Pixels: an A4 page at 190 dots an inch, on which handwriting stays legible."""
MOST_PIXELS = 50_000_000
JPEG_QUALITY = 80
_PDF_DOTS = 170
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
pdfium_lock = threading.Lock()
"""PDFium is not safe for threads: whoever uses it holds this."""


def to_pages(content: bytes, *, most_pages: int) -> list[bytes]:
    """The pages of a PDF, JPEG or PNG as JPEG files. Raises ValidationError that says what to do instead."""
    if content.startswith(b"%PDF-"):
        return _of_pdf(content, most_pages)
    if content.startswith(b"\xff\xd8\xff"):
        return [_of_picture(content, "JPEG")]
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return [_of_picture(content, "PNG")]
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        raise ValidationError(
            _(
                "아이폰 사진 형식(HEIC)은 올릴 수 없습니다. 아이폰 설정의 ‘카메라 > 포맷 > 높은 호환성’으로 "
                "다시 찍거나, 사진을 JPEG로 바꿔 올려 주세요."
            ),
            code="heic",
        )
    raise ValidationError(
        _("PDF, JPEG, PNG 파일만 올릴 수 있습니다. 파일 이름이 아니라 내용을 확인했습니다."), code="kind"
    )


def _of_picture(content: bytes, kind: str) -> bytes:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=(kind,))
        _refuse_bomb(*picture.size)
        # Large JPEGs are read at a fraction of their size: a phone's picture takes no more room than a scan.
        picture.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))
        return _as_jpeg(ImageOps.exif_transpose(picture))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise ValidationError(_unreadable(), code="damaged") from None


def _of_pdf(content: bytes, most_pages: int) -> list[bytes]:
    with pdfium_lock:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError:
            raise ValidationError(_unreadable(), code="damaged") from None
        try:
            if not 1 <= len(document) <= most_pages:
                message = _("PDF는 %(most)s쪽까지 올릴 수 있습니다. 신청서 한 장씩 나누어 올려 주세요.")
                raise ValidationError(message % {"most": most_pages}, code="pages")
            return [_drawn(page) for page in document]
        except pypdfium2.PdfiumError:
            raise ValidationError(_unreadable(), code="damaged") from None
        finally:
            document.close()


def _drawn(page) -> bytes:
    longest = max(page.get_size())
    if longest <= 0:
        raise ValidationError(_unreadable(), code="damaged")
    scale = min(_PDF_DOTS / 72, LARGEST_SIDE / longest)
    return _as_jpeg(page.render(scale=scale, may_draw_forms=False).to_pil())


def _refuse_bomb(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise ValidationError(_("사진이 너무 큽니다. 해상도를 낮춰 다시 올려 주세요."), code="pixels")


def _as_jpeg(picture: Image.Image) -> bytes:
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        paper = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(paper, picture)
    plain = picture.convert("RGB")
    plain.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    # A new image takes the pixels only: whatever stood beside them stays behind.
    clean = Image.new("RGB", plain.size)
    clean.paste(plain)
    output = io.BytesIO()
    clean.save(output, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return output.getvalue()


def _unreadable() -> str:
    return _("파일이 깨졌거나 암호가 걸려 있어 열 수 없습니다. 다시 스캔해 올려 주세요.")
