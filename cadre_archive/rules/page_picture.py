"""A page of a scan as a picture with a watermark in its pixels (R-11, R-16).

Runs in the process of :mod:`.scan_guard` only. What leaves it is always a new JPEG: the
stored bytes, their text layer and their metadata stay behind.
"""

import io
from functools import cache

from .fonts import chinese_font
from .scans import ScanRefused, kind_of

# 200 dpi of an A4 page: fine print is readable, and the picture comes at once.
LONGEST = 2340
QUALITY = 80
_SLANT = 28
_INK = (150, 20, 30)
_HALO = (255, 255, 255)
# Of 255: legible on paper and on pictures, and the text below stays legible as well.
_INK_OPACITY = 78
_HALO_OPACITY = 60


def picture_of(data: bytes, number: int, lines: list[str]) -> bytes:
    """One page as a JPEG with the lines drawn over the whole of it.

    :param data: a scan: PDF, JPEG, PNG or TIFF
    :param number: page, from 1
    :param lines: the watermark
    :raises ScanRefused: when there is no such page or it cannot be drawn
    """
    return _jpeg(_marked(_page(data, number), lines))


def document_of(data: bytes, sheets: list[tuple[int, list[str]]]) -> bytes:
    """Pages as a PDF of such pictures, for copies on paper.

    :param sheets: page, from 1, and watermark of each sheet, in their order
    """
    import pypdf

    writer = pypdf.PdfWriter()
    pages: dict[int, object] = {}
    for number, lines in sheets:
        if number not in pages:
            pages = {number: _page(data, number)}
        single = io.BytesIO()
        image = _marked(pages[number].copy(), lines)
        # As large as a sheet of A4 takes, whatever the scanner's resolution was.
        image.save(single, "PDF", resolution=max(image.size) / 11.69, quality=QUALITY)
        writer.append(io.BytesIO(single.getvalue()))
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def _page(data: bytes, number: int):
    try:
        if kind_of(data) == "pdf":
            return _page_of_pdf(data, number)
        return _page_of_image(data, number)
    except (ScanRefused, MemoryError):
        raise
    except Exception as error:  # whatever a decoder stumbles over is a broken file
        raise ScanRefused("image_broken", type(error).__name__) from error


def _page_of_pdf(data: bytes, number: int):
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    page = document[number - 1]
    return page.render(scale=LONGEST / max(page.get_size())).to_pil().convert("RGB")


def _page_of_image(data: bytes, number: int):
    from PIL import Image, ImageOps

    from .scan_image import FORMATS

    Image.MAX_IMAGE_PIXELS = None  # the file was measured when it was taken in
    image = Image.open(io.BytesIO(data), formats=FORMATS[kind_of(data)])
    if image.format == "TIFF":
        image.seek(number - 1)
    if image.format in FORMATS["jpeg"]:
        # The decoder itself halves what is far too large.
        image.draft("RGB", (LONGEST, LONGEST))
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I"):  # 16 bits: keep the upper 8
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        paper = Image.new("RGB", image.size, _HALO)
        paper.paste(image, mask=image.convert("RGBA").getchannel("A"))
        image = paper
    image = image.convert("RGB")
    image.thumbnail((LONGEST, LONGEST), reducing_gap=2.0)
    return image


@cache
def _font(size: int):
    from PIL import ImageFont

    font = chinese_font()
    if not font:
        # Crossed boxes are no watermark.
        raise ScanRefused("no_font")
    return ImageFont.truetype(font[0], size, index=font[1])


def _tile(size: int, lines: list[str]):
    """The lines once, slanted, with room around: white on black."""
    from PIL import Image, ImageDraw

    text = "\n".join(lines)
    font = _font(size)
    measure = ImageDraw.Draw(Image.new("L", (1, 1)))
    left, top, right, bottom = measure.multiline_textbbox((0, 0), text, font=font)
    gap = size * 2
    tile = Image.new("L", (int(right - left + gap), int(bottom - top + gap)))
    ImageDraw.Draw(tile).multiline_text(
        (gap // 2 - left, gap // 2 - top), text, fill=255, font=font, align="center"
    )
    return tile.rotate(_SLANT, expand=True, resample=Image.Resampling.BICUBIC)


def tile_of(lines: list[str], size: int = 20) -> bytes:
    """The watermark once, as a transparent PNG: the ground of a printed form."""
    from PIL import Image

    shape = _tile(size, lines)
    tile = Image.new("RGBA", shape.size, (*_INK, 0))
    tile.putalpha(shape.point(lambda value: value * _INK_OPACITY // 255))
    output = io.BytesIO()
    tile.save(output, "PNG")
    return output.getvalue()


def _marked(image, lines: list[str]):
    """The image with the lines all over it, so that no cut-out is without them."""
    from PIL import Image

    size = max(9, max(image.size) // 64)
    tile = _tile(size, lines)
    mask = Image.new("L", image.size)
    for row, y in enumerate(range(-tile.height // 2, image.height, tile.height)):
        shift = (tile.width // 2) * (row % 2)
        for x in range(-tile.width // 2 - shift, image.width, tile.width):
            mask.paste(tile, (x, y))
    around = max(1, size // 16)
    halo = Image.new("L", image.size)
    halo.paste(mask, (around, around))
    # Light beside dark: it shows on black as on white.
    image.paste(_HALO, mask=halo.point(lambda value: value * _HALO_OPACITY // 255))
    image.paste(_INK, mask=mask.point(lambda value: value * _INK_OPACITY // 255))
    return image


def _jpeg(image) -> bytes:
    output = io.BytesIO()
    image.save(output, "JPEG", quality=QUALITY)
    return output.getvalue()
