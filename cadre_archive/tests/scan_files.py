"""Files for the tests of scans, made in memory: good ones and hostile ones."""

import io
import struct
import zipfile
import zlib

import pypdf
from PIL import BmpImagePlugin, GifImagePlugin, Image, TiffImagePlugin, WebPImagePlugin
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject


def image(fmt="JPEG", size=(40, 56), mode="RGB", shade=200, **options):
    output = io.BytesIO()
    color = {"RGB": (shade, 10, 20), "CMYK": (shade, 10, 20, 0)}.get(mode, shade)
    Image.new(mode, size, color).save(output, fmt, **options)
    return output.getvalue()


def noisy_jpeg(size=(2480, 3508)):
    """A page as a scanner gives it: A4 at 300 dpi."""
    output = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(
        output, "JPEG", quality=60, dpi=(300, 300)
    )
    return output.getvalue()


def tiff(pages=3, size=(40, 56), mode="L", **options):
    frames = [Image.new(mode, size, 40 * n) for n in range(pages)]
    output = io.BytesIO()
    frames[0].save(output, "TIFF", save_all=True, append_images=frames[1:], **options)
    return output.getvalue()


def bomb_png(width=20_000, height=20_000):
    """A few hundred bytes that claim to be a huge picture."""

    def chunk(name, body):
        content = name + body
        return (
            struct.pack(">I", len(body))
            + content
            + struct.pack(">I", zlib.crc32(content))
        )

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def pdf(pages=2, change=None, encrypt=None):
    writer = pypdf.PdfWriter()
    for number in range(pages):
        writer.add_blank_page(width=595 + number, height=842)
    if change:
        change(writer)
    if encrypt is not None:
        writer.encrypt(encrypt, "owner")
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def pdf_with_script():
    return pdf_with_open_action("JavaScript")


def pdf_with_attachment():
    return pdf(change=lambda writer: writer.add_attachment("a.txt", b"hidden"))


def _action(**entries):
    return DictionaryObject(
        {
            NameObject(f"/{key}"): NameObject(f"/{value}")
            for key, value in entries.items()
        }
    )


def pdf_with_open_action(kind="Launch"):
    def change(writer):
        writer.root_object[NameObject("/OpenAction")] = writer._add_object(
            _action(S=kind, F="calc")
        )

    return pdf(change=change)


def pdf_with_hidden_name():
    """/JavaScript written as /J#61vaScript."""
    return pdf_with_open_action("SubmitForm").replace(b"/SubmitForm", b"/Submit#46orm")


def pdf_with_destination():
    """What many scanners write: open at the first page, full width."""

    def change(writer):
        writer.root_object[NameObject("/OpenAction")] = ArrayObject(
            [writer.pages[0].indirect_reference, NameObject("/FitH"), NumberObject(800)]
        )

    return pdf(change=change)


def archive(name="evil.html"):
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as packed:
        packed.writestr(name, "<b>hidden</b>")
    return output.getvalue()


# Odoo leaves most formats of Pillow out; the tests need these.
PLUGINS = (BmpImagePlugin, GifImagePlugin, TiffImagePlugin, WebPImagePlugin)
