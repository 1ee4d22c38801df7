"""What may be stored as a scan: judged by the bytes, never by the name (R-35, R-40).

Plain functions over bytes. A file is a scan when it is a sound PDF, JPEG, PNG or TIFF
and nothing else besides: no second format hidden in it, nothing that runs.
"""

import hashlib
import re
import struct
from dataclasses import dataclass

MIMETYPES = {
    "pdf": "application/pdf",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "tiff": "image/tiff",
}
EXTENSIONS = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/tiff": ".tif",
}
_STARTS = (
    (b"%PDF-", "pdf"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"II+\x00", "tiff"),
    (b"MM\x00+", "tiff"),
)
_OTHERS = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office"),
    (b"Rar!\x1a\x07", "zip"),
    (b"7z\xbc\xaf\x27\x1c", "zip"),
    (b"\x1f\x8b", "zip"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"#!", "script"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"RIFF", "image"),
    (b"\x00\x00\x00\x0cjP  ", "image"),
    (b"8BPS", "image"),
)
_MARKUP = re.compile(
    rb"<(?:html|script|iframe|svg|object|embed)[\s>/]|<!doctype\s+html|<\?php", re.I
)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")


class ScanRefused(Exception):
    """The bytes are not to be stored.

    :param str reason: one of ``empty``, ``too_large``, ``wrong_type``, ``polyglot``,
        ``pdf_encrypted``, ``pdf_active``, ``pdf_broken``, ``image_broken``,
        ``image_bomb``, ``too_many_pages``, ``too_slow``, ``no_font``
    :param str found: what was found, for the message
    """

    def __init__(self, reason, found=""):
        super().__init__(reason, found)
        self.reason = reason
        self.found = found


@dataclass(frozen=True)
class Limits:
    """How large a scan may be.

    :param max_bytes: size of the file
    :param max_pixels: of one page; A0 at 300 dpi has 139 million
    :param max_pages: of one file
    """

    max_bytes: int = 100 * 1024 * 1024
    max_pixels: int = 200_000_000
    max_pages: int = 5000


@dataclass(frozen=True)
class Facts:
    """What is kept of a scan for good."""

    mimetype: str
    page_count: int
    sha256: str
    size: int


def sha256(data: bytes) -> str:
    """The digest that fixity checks compare, as hex."""
    return hashlib.sha256(data).hexdigest()


def kind_of(data: bytes) -> str:
    """Tell the format from the first bytes.

    :return: ``pdf``, ``jpeg``, ``png`` or ``tiff``
    :raises ScanRefused: ``empty``, or ``wrong_type`` with what it is instead
    """
    if not data:
        raise ScanRefused("empty")
    for start, kind in _STARTS:
        if data.startswith(start):
            return kind
    # Programs that write text put a mark before a PDF; readers pass over it.
    if data.startswith(_BYTE_ORDER_MARK + b"%PDF-"):
        return "pdf"
    raise ScanRefused("wrong_type", _other_kind(data))


def _other_kind(data: bytes) -> str:
    for start, kind in _OTHERS:
        if data.startswith(start):
            return kind
    if data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif"):
        return "image"
    head = data[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    lowered = head.lower()
    if b"<svg" in lowered:
        return "svg"
    if _MARKUP.search(head) or b"mime-version:" in lowered:
        return "html"
    if b"%pdf-" in lowered[:1200]:
        return "hidden_pdf"
    if lowered.startswith(b"<?xml"):
        return "xml"
    return "unknown"


def refuse_second_format(data: bytes, kind: str) -> None:
    """Refuse a file that another program would read as something else.

    :raises ScanRefused: ``polyglot``
    """
    if _has_zip(data):
        raise ScanRefused("polyglot", "zip")
    if any(start in data for start in _ARCHIVES):
        raise ScanRefused("polyglot", "zip")
    if _MARKUP.search(data):
        raise ScanRefused("polyglot", "html")
    if kind != "pdf" and b"%PDF-" in data and b"startxref" in data:
        raise ScanRefused("polyglot", "pdf")
    if kind == "pdf":
        end = data.rfind(b"%%EOF")
        if end >= 0 and data[end + 5 :].strip(b"\x00\t\n\f\r \x1a"):
            raise ScanRefused("polyglot", "appended")
    elif kind == "png":
        end = data.rfind(b"IEND\xaeB`\x82")
        if end >= 0 and data[end + 8 :].strip(b"\x00"):
            raise ScanRefused("polyglot", "appended")


def _has_zip(data: bytes) -> bool:
    """Whether a directory of a ZIP archive stands anywhere in the bytes.

    Asks for the end record *and* the directory it points back to, so that chance
    bytes of a compressed picture do not look like one.
    """
    position = data.find(b"PK\x05\x06")
    while position >= 0:
        if position + 22 <= len(data):
            entries, size = struct.unpack_from("<HI", data, position + 10)
            start = position - size
            if entries and start >= 0 and data[start : start + 4] == b"PK\x01\x02":
                return True
        position = data.find(b"PK\x05\x06", position + 4)
    return False


def examine(data: bytes, limits: Limits | None = None) -> Facts:
    """Check the bytes of a scan through and through.

    May take long and much memory on hostile bytes: servers call
    :func:`.scan_guard.examine` instead, which does this in a process of its own.

    :raises ScanRefused: with the first reason that was found
    """
    from . import scan_image, scan_pdf  # heavy libraries, only where they are needed

    limits = limits or Limits()
    if len(data) > limits.max_bytes:
        raise ScanRefused("too_large")
    kind = kind_of(data)
    _ask_libmagic(data, kind)
    refuse_second_format(data, kind)
    if kind == "pdf":
        pages = scan_pdf.examine(data, limits)
    else:
        pages = scan_image.examine(data, kind, limits)
    return Facts(MIMETYPES[kind], pages, sha256(data), len(data))


def _ask_libmagic(data: bytes, kind: str) -> None:
    """A second opinion about the type."""
    try:
        import magic
    except ImportError:
        return
    if kind == "pdf":
        data = data.removeprefix(_BYTE_ORDER_MARK)
    found = magic.from_buffer(data[:4096], mime=True)
    if found != MIMETYPES[kind]:
        raise ScanRefused("wrong_type", found)
