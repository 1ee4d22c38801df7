"""Whether a picture can be a signature drawn on a screen (R-08, R-15).

Plain functions over bytes.
"""

import io
import struct

from PIL import Image

PNG = b"\x89PNG\r\n\x1a\n"
MAX_BYTES = 1024 * 1024
MAX_SIDE = 4000
# Fewer marked dots than this are a slip of the pen.
MIN_INK = 40


class SignatureRefused(Exception):
    """The picture is no signature.

    :param str reason: ``not_png``, ``too_large`` or ``blank``
    """

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


def check_drawn(data: bytes) -> None:
    """Refuse what is no drawing on a transparent or white ground.

    :raises SignatureRefused: with its reason
    """
    if not data.startswith(PNG) or len(data) < 33 or data[12:16] != b"IHDR":
        raise SignatureRefused("not_png")
    width, height = struct.unpack(">II", data[16:24])
    if len(data) > MAX_BYTES or max(width, height) > MAX_SIDE:
        raise SignatureRefused("too_large")
    try:
        with Image.open(io.BytesIO(data), formats=("PNG",)) as image:
            picture = image.convert("RGBA")
    except (OSError, SyntaxError, ValueError) as error:
        raise SignatureRefused("not_png") from error
    if ink(picture) < MIN_INK:
        raise SignatureRefused("blank")


def ink(picture: Image.Image) -> int:
    """How many dots differ from the ground, be it white or transparent."""
    ground = Image.new("RGBA", picture.size, "white")
    ground.alpha_composite(picture)
    histogram = ground.convert("L").histogram()
    return sum(histogram[:224])
