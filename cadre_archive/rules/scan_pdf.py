"""PDF scans: sound, readable without a password, and nothing in them that acts."""

import io
import logging
import re

from .scans import Limits, ScanRefused

# Actions that only jump within the document, or show a web address, do no harm.
_ACTIVE_ACTIONS = {
    "/JavaScript",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/GoToR",
    "/GoToE",
    "/Rendition",
    "/Movie",
    "/Sound",
    "/RichMediaExecute",
}
_ACTIVE_KEYS = {
    "/JS": "JavaScript",
    "/JavaScript": "JavaScript",
    "/EmbeddedFiles": "EmbeddedFile",
    "/EF": "EmbeddedFile",
    "/XFA": "XFA",
    "/RichMediaContent": "RichMedia",
    "/AA": "OpenAction",
}
_ACTIVE_TYPES = {
    "/EmbeddedFile": "EmbeddedFile",
    "/FileAttachment": "EmbeddedFile",
    "/RichMedia": "RichMedia",
    "/Movie": "RichMedia",
    "/Screen": "RichMedia",
    "/3D": "RichMedia",
}
# Long enough not to occur by chance in a compressed stream.
_ACTIVE_BYTES = re.compile(rb"/(JavaScript|EmbeddedFile|RichMedia|Launch)\b")
_TAIL = 2048


def examine(data: bytes, limits: Limits) -> int:
    """Check a PDF.

    :return: number of its pages
    :raises ScanRefused: ``pdf_encrypted``, ``pdf_active``, ``pdf_broken`` or
        ``too_many_pages``
    """
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    # Some scanners fill the last block of the file up with zeros.
    written = data.rstrip(b"\x00\t\n\f\r ")
    if b"%%EOF" not in written[-_TAIL:] or b"startxref" not in written[-_TAIL:]:
        raise ScanRefused("pdf_broken")
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            raise ScanRefused("pdf_encrypted")
        if match := _ACTIVE_BYTES.search(data):
            raise ScanRefused("pdf_active", match.group(1).decode())
        _refuse_active(reader)
        pages = len(reader.pages)
        if pages > limits.max_pages:
            raise ScanRefused("too_many_pages", str(pages))
        if not pages:
            raise ScanRefused("pdf_broken")
        for page in reader.pages:
            if not page.mediabox.width or not page.mediabox.height:
                raise ScanRefused("pdf_broken")
    except (ScanRefused, MemoryError):
        raise
    except Exception as error:  # whatever a reader stumbles over is a broken file
        raise ScanRefused("pdf_broken", type(error).__name__) from error
    return pages


def _refuse_active(reader) -> None:
    """Look at every object of the file, whether a page refers to it or not."""
    from pypdf.generic import IndirectObject

    numbers = {
        (number, generation)
        for generation, objects in reader.xref.items()
        for number in objects
    } | {(number, 0) for number in reader.xref_objStm}
    for number, generation in sorted(numbers):
        if number:
            _refuse_active_object(
                reader.get_object(IndirectObject(number, generation, reader))
            )
    _refuse_active_object(reader.trailer)


def _refuse_active_object(root) -> None:
    from pypdf.generic import ArrayObject, DictionaryObject

    waiting = [root]
    while waiting:
        item = waiting.pop()
        if isinstance(item, DictionaryObject):
            for key in item:
                if key in _ACTIVE_KEYS:
                    raise ScanRefused("pdf_active", _ACTIVE_KEYS[key])
            action = item.raw_get("/S") if "/S" in item else None
            if action in _ACTIVE_ACTIONS:
                raise ScanRefused("pdf_active", str(action)[1:])
            for key in ("/Type", "/Subtype"):
                name = item.raw_get(key) if key in item else None
                if isinstance(name, str) and name in _ACTIVE_TYPES:
                    raise ScanRefused("pdf_active", _ACTIVE_TYPES[name])
            waiting += [item.raw_get(key) for key in item]
        elif isinstance(item, ArrayObject):
            waiting += list(item)


def page_of(data: bytes, number: int) -> bytes:
    """One page of a PDF as a PDF of its own.

    :param number: from 1
    """
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
    writer = pypdf.PdfWriter()
    writer.add_page(reader.pages[number - 1])
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()
