"""What a file is, told by its content: documents and pictures people send to an office, and nothing else.

Taken are PDF, JPEG, PNG, HWP 5, HWPX, DOCX and XLSX. Refused is whatever else a name may claim, what cannot
be opened, and documents that can act by themselves: macros, ActiveX, scripts that somebody wrote, PostScript.
"""

import io
import re
import struct
import warnings
import zipfile
import zlib
from dataclasses import dataclass
from lzma import LZMAError
from pathlib import PurePosixPath

import pypdfium2
from PIL import Image
from xlrd.compdoc import CompDoc

from portal.common.page_images import MOST_PIXELS, pdfium_lock
from portal.common.tabular.xls import BROKEN

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HWP_SIGN = b"HWP Document File"
_HWP_PROPERTIES = 36
"""Where the flags stand in its FileHeader (HWP 5.0, 한글 문서 파일 형식 5.0, 표 3)."""
_HWP_PASSWORD, _HWP_SCRIPT, _HWP_DRM = 0x02, 0x08, 0x10
_MOST_ENTRIES = 5_000
_MOST_UNPACKED = 300 * 1024 * 1024
_MOST_READ = 2 * 1024 * 1024
_CONTENT_TYPES = "[content_types].xml"
_ACTING_TYPES = (b"macroenabled", b"vbaproject")
_ACTING = ("vbaproject", "vbadata", "/activex/", "/macrosheets/", "/dialogsheets/")
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.S)
_BROKEN_PACKAGE = (
    zipfile.BadZipFile, zlib.error, LZMAError, struct.error, NotImplementedError, EOFError, OSError,
    RuntimeError, ValueError,
)  # fmt: skip
_SCRIPT_FRAME = re.compile(
    r"function\s+\w+\s*\(\s*\)\s*\{\s*\}|var\s+Documents?\s*=\s*[\w.]*XHwpDocuments?\s*;?",
    re.S,
)
"""What the word processor itself writes into the scripts of every document."""


@dataclass(frozen=True, slots=True)
class Kind:
    content_type: str
    endings: tuple[str, ...]


PDF = Kind("application/pdf", (".pdf",))
JPEG = Kind("image/jpeg", (".jpg", ".jpeg"))
PNG = Kind("image/png", (".png",))
HWP = Kind("application/x-hwp", (".hwp",))
HWPX = Kind("application/hwp+zip", (".hwpx",))
DOCX = Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",))
XLSX = Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",))
ALL = (PDF, JPEG, PNG, HWP, HWPX, DOCX, XLSX)


class Unaccepted(Exception):
    """`reason` is `kind`, `damaged` (or closed by a password) or `macros`."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


def kind_of(content: bytes) -> Kind:
    """Raises Unaccepted."""
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(b"\xff\xd8\xff"):
        return _picture(content, "JPEG", JPEG)
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _picture(content, "PNG", PNG)
    if content.startswith(_OLE):
        return _hwp(content)
    if content.startswith(b"PK\x03\x04"):
        return _package(content)
    raise Unaccepted("kind")


def _pdf(content: bytes) -> Kind:
    with pdfium_lock:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError:
            raise Unaccepted("damaged") from None
        try:
            if not len(document):
                raise Unaccepted("damaged")
        finally:
            document.close()
    return PDF


def _picture(content: bytes, name: str, kind: Kind) -> Kind:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=(name,))
        if picture.width * picture.height > MOST_PIXELS:
            raise Unaccepted("damaged")
        picture.load()
    except (
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        struct.error,
        zlib.error,
        Image.DecompressionBombError,
    ):
        raise Unaccepted("damaged") from None
    return kind


def _hwp(content: bytes) -> Kind:
    """Of the many documents in this container only HWP is one we take: DOC and XLS may hold macros."""
    try:
        container = CompDoc(content, logfile=io.StringIO())
        header = container.get_named_stream("FileHeader")
        names = [entry.name.lower() for entry in container.dirlist if entry.etype == 2]
    except (*BROKEN, ArithmeticError, AttributeError, MemoryError, RecursionError):
        raise Unaccepted("damaged") from None
    if not header or not header.startswith(_HWP_SIGN):
        raise Unaccepted("kind")
    if len(header) < _HWP_PROPERTIES + 4:
        raise Unaccepted("damaged")
    (flags,) = struct.unpack_from("<I", header, _HWP_PROPERTIES)
    if flags & (_HWP_PASSWORD | _HWP_DRM):
        raise Unaccepted("damaged")
    if flags & _HWP_SCRIPT or any(PurePosixPath(name).suffix in (".ps", ".eps") for name in names):
        raise Unaccepted("macros")
    return HWP


def _package(content: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
            if len(entries) > _MOST_ENTRIES or sum(entry.file_size for entry in entries) > _MOST_UNPACKED:
                raise Unaccepted("damaged")
            return _document(package, {entry.filename.replace("\\", "/").lower(): entry for entry in entries})
    except _BROKEN_PACKAGE:
        raise Unaccepted("damaged") from None


def _document(package: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo]) -> Kind:
    if "mimetype" in entries:
        if _read(package, entries["mimetype"]).strip() != HWPX.content_type.encode():
            raise Unaccepted("kind")
        scripts = [entry for name, entry in entries.items() if name.endswith(".js")]
        if any(_acts(_read(package, script)) for script in scripts):
            raise Unaccepted("macros")
        return HWPX
    main = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
    kind = next((kind for name, kind in main.items() if name in entries), None)
    if kind is None or _CONTENT_TYPES not in entries:
        raise Unaccepted("kind")
    types = _read(package, entries[_CONTENT_TYPES]).lower()
    if any(word in types for word in _ACTING_TYPES) or any(
        word in name for name in entries for word in _ACTING
    ):
        raise Unaccepted("macros")
    return kind


def _read(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with package.open(entry) as file:
        content = file.read(_MOST_READ + 1)
    if len(content) > _MOST_READ:
        raise Unaccepted("damaged")
    return content


def _acts(script: bytes) -> bool:
    """Whether anything is left of a script beside its empty frame."""
    text = script.decode("utf-16" if script[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")
    if "\0" in text:
        text = script.decode("utf-16-le", "replace")
    return bool(re.sub(r"[\s;\ufeff]+", "", _SCRIPT_FRAME.sub("", _COMMENT.sub("", text))))
