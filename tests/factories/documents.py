"""Documents people send, made as small as their readers allow."""

import io
import struct
import zipfile

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR, _MINI = 512, 64
EMPTY_SCRIPTS = {
    "Scripts/headerScripts.js": "var Documents=XHwpDocuments;\nvar Document=Documents.Active_XHwpDocument;",
    "Scripts/sourceScripts.js": "function OnDocument_New()\n{\n\t//todo : \n}\n",
}
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def packed(entries: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in entries.items():
            package.writestr(name, content)
    return buffer.getvalue()


def docx(**more: str) -> bytes:
    return packed({"[Content_Types].xml": TYPES, "word/document.xml": "<w/>", **more})


def xlsx(**more: str) -> bytes:
    return packed({"[Content_Types].xml": TYPES, "xl/workbook.xml": "<x/>", **more})


def hwpx(scripts: dict[str, str] | None = None) -> bytes:
    written = {name: text.encode("utf-16") for name, text in (scripts or EMPTY_SCRIPTS).items()}
    return packed({"mimetype": "application/hwp+zip", "Contents/section0.xml": "<hs/>", **written})


def hwp(*, flags: int = 1, sign: bytes = b"HWP Document File", other: str = "BodyText") -> bytes:
    """A compound file (MS-CFB) with the FileHeader of HWP 5 in its mini stream, and one more stream."""
    file_header = sign.ljust(32, b"\0") + bytes((0, 0, 0, 5)) + struct.pack("<I", flags)
    mini_stream = file_header.ljust(256, b"\0") + b"words".ljust(_MINI, b"\0")
    mini_fat = struct.pack("<5I", 1, 2, 3, _END, _END)
    fat = struct.pack("<4I", _FAT, _END, _END, _END)
    directory = b"".join(
        (
            _entry("Root Entry", 5, child=1, start=3, size=len(mini_stream)),
            _entry("FileHeader", 2, right=2, start=0, size=256),
            _entry(other, 2, start=4, size=5),
        )
    )
    sectors = (fat, directory, mini_fat, mini_stream)
    fill = (b"\xff", b"\0", b"\xff", b"\0")
    return _head() + b"".join(part.ljust(_SECTOR, pad) for part, pad in zip(sectors, fill, strict=True))


def _head() -> bytes:
    fields = struct.pack(
        "<8s16s5H6s9I", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"",
        0, 1, 1, 0, 4096, 2, 1, _END, 0,
    )  # fmt: skip
    return fields + struct.pack("<109I", 0, *[_FREE] * 108)


def _entry(name: str, kind: int, *, child: int = _FREE, right: int = _FREE, start: int, size: int) -> bytes:
    letters = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16sIQQIQ",
        letters,
        len(letters) + 2,
        kind,
        1,
        _FREE,
        right,
        child,
        b"",
        0,
        0,
        0,
        start,
        size,
    )
