"""Scans: told by content, drawn anew, nothing survives but what can be seen."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from portal.common.page_images import LARGEST_SIDE, to_pages
from tests.factories.scans import jpeg, pdf, picture, png, saved


def opened(page: bytes) -> Image.Image:
    return Image.open(io.BytesIO(page), formats=("JPEG",))


def refusal(content: bytes) -> str:
    with pytest.raises(ValidationError) as caught:
        to_pages(content, most_pages=3)
    return caught.value.code


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@pytest.mark.parametrize("content", [jpeg(), png(), pdf()])
def test_every_kind_becomes_a_jpeg_of_the_same_picture(content):
    [page] = to_pages(content, most_pages=3)
    image = opened(page)
    assert abs(image.width / image.height - 620 / 877) < 0.01
    edge = image.convert("L").getpixel((image.width // 2, round(image.height * 42 / 877)))
    assert edge < 80


def test_each_page_of_a_pdf_is_a_page_and_too_many_are_refused():
    assert len(to_pages(pdf(3), most_pages=3)) == 3
    assert refusal(pdf(4)) == "pages"


def test_place_and_camera_are_gone_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010F] = "CameraMaker"
    exif.get_ifd(0x8825)[2] = (37.0, 33.0, 48.0)
    content = jpeg(exif=exif, comment=b"secret comment", icc_profile=b"profile-bytes")
    assert Image.open(io.BytesIO(content)).getexif().get_ifd(0x8825)
    [page] = to_pages(content, most_pages=1)
    image = opened(page)
    assert (image.width, image.height) == (877, 620)
    assert dict(image.getexif()) == {}
    for trace in (b"CameraMaker", b"secret comment", b"profile-bytes", b"Exif"):
        assert trace not in page


def test_what_hides_behind_a_picture_is_left_behind():
    hidden = b"PK\x03\x04<script>alert(1)</script>%PDF-1.7"
    text = chunk(b"tEXt", b"Comment\0<script>alert(2)</script>")
    plain = png()
    for content in (jpeg() + hidden, plain[:33] + text + plain[33:] + hidden):
        [page] = to_pages(content, most_pages=1)
        assert b"script" not in page and b"PK\x03\x04" not in page and b"%PDF" not in page


def test_transparent_paper_is_white_and_large_pictures_are_made_smaller():
    ghost = Image.new("RGBA", (50, 50), (0, 0, 0, 0))
    [page] = to_pages(saved("PNG", ghost), most_pages=1)
    assert opened(page).getpixel((25, 25)) == (255, 255, 255)
    [page] = to_pages(saved("JPEG", picture(5000, 3000)), most_pages=1)
    assert max(opened(page).size) == LARGEST_SIDE


def test_heic_is_refused_with_a_hint():
    with pytest.raises(ValidationError, match="높은 호환성") as caught:
        to_pages(b"\0\0\0\x18ftypheic" + bytes(100), most_pages=1)
    assert caught.value.code == "heic"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "kind"),
        (b"GIF89a" + bytes(20), "kind"),
        (b"<html><script>alert(1)</script>", "kind"),
        (b"PK\x03\x04" + bytes(30), "kind"),
        (b"  %PDF-1.7", "kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kind"),
        (b"%PDF-1.7\n<script>", "damaged"),
        (jpeg()[:300], "damaged"),
        (png()[:60], "damaged"),
        (b"\xff\xd8\xff" + b"<?php system($_GET[0]); ?>" * 20, "damaged"),
    ],
)
def test_wrong_files_are_refused_whatever_they_are_called(content, code):
    assert refusal(content) == code


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_read():
    size = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(bytes(1000)))
    assert refusal(bomb + chunk(b"IEND", b"")) in ("pixels", "damaged")
