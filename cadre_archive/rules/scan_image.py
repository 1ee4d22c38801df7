"""Image scans: whole, of a size that a computer can open, no moving pictures.

Runs in the process of :mod:`.scan_guard` only: it sets Pillow to our limits.
"""

import io

from .scans import Limits, ScanRefused

# What Pillow calls them; a JPEG with a preview behind it is "MPO" to it.
FORMATS = {"jpeg": ("JPEG", "MPO"), "png": ("PNG",), "tiff": ("TIFF",)}


def examine(data: bytes, kind: str, limits: Limits) -> int:
    """Check an image by decoding it.

    :return: number of its pages: the frames of a TIFF, else 1
    :raises ScanRefused: ``image_broken``, ``image_bomb`` or ``too_many_pages``
    """
    from PIL import Image

    # Our own limit decides, for each page.
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS[kind]) as image:
            pages = getattr(image, "n_frames", 1) if kind == "tiff" else 1
            if kind == "png" and getattr(image, "is_animated", False):
                raise ScanRefused("wrong_type", "animation")
            if pages > limits.max_pages:
                raise ScanRefused("too_many_pages", str(pages))
            for frame in range(pages):
                if pages > 1:
                    image.seek(frame)
                if image.width * image.height > limits.max_pixels:
                    raise ScanRefused("image_bomb", f"{image.width}x{image.height}")
                image.load()
    except (ScanRefused, MemoryError):
        raise
    except Exception as error:  # whatever a decoder stumbles over is a broken file
        raise ScanRefused("image_broken", type(error).__name__) from error
    return pages


def page_of(data: bytes, number: int) -> tuple[bytes, str]:
    """One page of a TIFF in a form that browsers show.

    :param number: from 1
    :return: bytes and mimetype
    """
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None
    with Image.open(io.BytesIO(data), formats=("TIFF",)) as image:
        image.seek(number - 1)
        output = io.BytesIO()
        if image.mode in ("1", "L", "P"):
            image.save(output, "PNG")
            return output.getvalue(), "image/png"
        if image.mode.startswith("I"):  # 16 bits: keep the upper 8
            image = image.convert("I").point(lambda value: value / 256)
        image.convert("L" if image.mode in ("I", "F") else "RGB").save(
            output, "JPEG", quality=90
        )
        return output.getvalue(), "image/jpeg"
