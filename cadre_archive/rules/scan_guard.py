"""Examine a scan where it can do no harm: in a process with limits of its own.

Hostile bytes can make any decoder spin, swell or worse. The server must neither hang
nor be killed for its memory; it also forgives torn images and knows fewer formats than
a scan may have, since Odoo sets Pillow so. Hence nothing is decoded in the server.
"""

import base64
import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from .scans import Facts, Limits, ScanRefused, kind_of
from .scans import examine as examine_here

SECONDS = 60
MEMORY = 3 * 1024**3
_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]); from rules import scan_guard; "
    "scan_guard.main()"
)


def examine(data: bytes, limits: Limits | None = None) -> Facts:
    """As :func:`.scans.examine`, with a limit on time and memory.

    :raises ScanRefused: also ``too_slow`` when the limits are hit
    """
    limits = limits or Limits()
    if len(data) > limits.max_bytes:
        raise ScanRefused("too_large")
    kind_of(data)  # most wrong files need no process
    return Facts(**_ask(data, {"limits": asdict(limits)}))


def page_of(data: bytes, number: int) -> tuple[bytes, str]:
    """One page of a PDF or TIFF in a form that a browser shows.

    :param number: from 1
    :return: bytes and mimetype
    """
    answer = _ask(data, {"page": number})
    return base64.b64decode(answer["data"]), answer["mimetype"]


def picture_of(data: bytes, number: int, lines: list[str]) -> bytes:
    """As :func:`.page_picture.picture_of`: a watermarked JPEG of one page."""
    return base64.b64decode(_ask(data, {"picture": number, "lines": lines})["data"])


def document_of(data: bytes, sheets: list[tuple[int, list[str]]]) -> bytes:
    """As :func:`.page_picture.document_of`: watermarked pages as a PDF."""
    return base64.b64decode(_ask(data, {"sheets": sheets})["data"])


def _ask(data: bytes, question: dict) -> dict:
    try:
        done = subprocess.run(
            [
                sys.executable,
                "-I",
                "-c",
                _PROGRAM,
                str(Path(__file__).resolve().parent.parent),
                json.dumps(question),
            ],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ScanRefused("too_slow") from error
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:  # killed by a limit, or crashed on the bytes
        raise ScanRefused("too_slow") from error
    if "reason" in answer:
        raise ScanRefused(answer["reason"], answer["found"])
    return answer


def main() -> None:
    """The process: bytes on standard input, one JSON object on standard output."""
    import resource
    import warnings

    warnings.simplefilter("ignore")
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    data = sys.stdin.buffer.read()
    question = json.loads(sys.argv[2])
    try:
        if "picture" in question or "sheets" in question:
            answer = _picture(data, question)
        elif "page" in question:
            answer = _page(data, question["page"])
        else:
            answer = asdict(examine_here(data, Limits(**question["limits"])))
    except ScanRefused as refused:
        answer = {"reason": refused.reason, "found": refused.found}
    except MemoryError:
        answer = {"reason": "too_slow", "found": ""}
    sys.stdout.write(json.dumps(answer))


def _page(data: bytes, number: int) -> dict:
    from . import scan_image, scan_pdf

    if kind_of(data) == "pdf":
        page, mimetype = scan_pdf.page_of(data, number), "application/pdf"
    else:
        page, mimetype = scan_image.page_of(data, number)
    return {"data": base64.b64encode(page).decode(), "mimetype": mimetype}


def _picture(data: bytes, question: dict) -> dict:
    from . import page_picture

    if "sheets" in question:
        made = page_picture.document_of(data, question["sheets"])
    else:
        made = page_picture.picture_of(data, question["picture"], question["lines"])
    return {"data": base64.b64encode(made).decode()}
