"""Pictures and PDFs of forms that nobody filled in, and what is kept of them."""

import io
from pathlib import Path

from PIL import Image, ImageDraw


def picture(width: int = 620, height: int = 877) -> Image.Image:
    image = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(image).rectangle((40, 40, width - 40, height - 40), outline="black", width=4)
    return image


def saved(kind: str, image: Image.Image | None = None, **options) -> bytes:
    output = io.BytesIO()
    (image or picture()).save(output, kind, **options)
    return output.getvalue()


def jpeg(**options) -> bytes:
    return saved("JPEG", **options)


def png(**options) -> bytes:
    return saved("PNG", **options)


def pdf(pages: int = 1) -> bytes:
    rest = [picture() for _page in range(pages - 1)]
    return saved("PDF", save_all=True, append_images=rest)


def files(folder: Path) -> list[Path]:
    """Everything that lies in a folder and those below."""
    return [path for path in folder.rglob("*") if path.is_file()]
