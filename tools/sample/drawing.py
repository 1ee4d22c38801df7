"""Invented papers, scans and signatures: drawn when needed, kept in no file."""

import base64
import functools
import io
import math
import random

from PIL import Image, ImageDraw, ImageFont

FONT = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"
RED = (190, 30, 30)
LABELS = ("姓名", "单位及职务", "政治面貌", "学习情况", "工作情况", "出勤情况")


@functools.cache
def font(size, index=0):
    return ImageFont.truetype(FONT, size, index=index)


def saved(image, kind, **options):
    output = io.BytesIO()
    image.save(output, kind, **options)
    return output.getvalue()


def uploaded(data):
    """As the browser sends it."""
    return base64.b64encode(data).decode()


def form(title, number, of):
    """A page as a scanner might give it, a form of nobody's, some 15 KB.

    :return: a JPEG
    """
    image = Image.new("L", (620, 877), 250)
    pen = ImageDraw.Draw(image)
    pen.text((310, 60), title, font=font(24), fill=30, anchor="mm")
    for row in range(14):
        top = 110 + row * 50
        pen.rectangle((60, top, 560, top + 50), outline=60)
        pen.line((190, top, 190, top + 50), fill=60)
        pen.text((70, top + 14), f"第{row + 1}项", font=font(15), fill=60)
    pen.text((310, 845), f"— {number} / {of} —", font=font(15), fill=60, anchor="mm")
    return saved(image, "JPEG", quality=55, dpi=(75, 75))


def legible_page(title, name, number, of):
    """A page that somebody reads on the screen, as JPEG."""
    image = Image.new("L", (992, 1403), 247)
    pen = ImageDraw.Draw(image)
    pen.text((496, 120), title, fill=20, font=font(40, 2), anchor="mm")
    pen.rectangle((90, 190, 902, 1290), outline=40, width=2)
    for row in range(1, 11):
        pen.line((90, 190 + 100 * row, 902, 190 + 100 * row), fill=60, width=1)
    pen.line((290, 190, 290, 1290), fill=60, width=1)
    values = (name, "云汀街道办事处", "中共党员", "按要求参加学习", "完成", "全勤")
    for row, (label, value) in enumerate(zip(LABELS, values, strict=True)):
        pen.text((110, 225 + 100 * row), label, fill=30, font=font(22, 2))
        pen.text((310, 225 + 100 * row), value, fill=30, font=font(22, 2))
    text = f"第 {number} 页 共 {of} 页"
    pen.text((496, 1350), text, fill=60, font=font(22, 2), anchor="mm")
    return saved(image, "JPEG", quality=70, dpi=(120, 120))


def sealed_form(unit, head, reason):
    """The form of an application with its seal, as PNG."""
    image = Image.new("RGB", (620, 877), (252, 251, 247))
    pen = ImageDraw.Draw(image)
    pen.rectangle((50, 130, 570, 760), outline=(60, 60, 60), width=2)
    pen.ellipse((360, 520, 520, 680), outline=RED, width=5)
    for text, size, top in (
        ("查（借）阅干部档案审批表", 30, 70),
        (f"查阅单位：{unit}", 18, 150),
        (f"事由：{reason}", 18, 200),
        (f"单位负责人签字：{head}", 18, 560),
    ):
        pen.text((70, top), text, "black", font(size))
    pen.text((415, 565), "印", RED, font(50))
    return uploaded(saved(image.quantize(16), "PNG"))


def signature(name):
    """A flourish, always the same for a name, as the screen of the counter sends it."""
    chance = random.Random(name)
    image = Image.new("RGBA", (480, 160), (255, 255, 255, 0))
    pen = ImageDraw.Draw(image)
    for stroke in range(len(name)):
        left = 40 + stroke * 400 / len(name)
        turn, height = chance.uniform(1.5, 3), chance.uniform(30, 55)
        points = [
            (
                left + step * 1.6 + 14 * math.cos(step / 8 * turn),
                80 + height * math.sin(step / 11 * turn) * (1 - step / 90),
            )
            for step in range(70)
        ]
        pen.line(points, "black", 3, joint="curve")
    return "data:image/png;base64," + uploaded(saved(image, "PNG"))


def evidence(title, kind):
    """A page about an event, as PDF or PNG."""
    image = Image.new("RGB", (420, 594), "white")
    pen = ImageDraw.Draw(image)
    pen.rectangle((20, 20, 400, 574), outline="black", width=2)
    pen.text((40, 50), title, fill="black")
    for line in range(110, 500, 28):
        pen.line((40, line, 380, line), fill="gray")
    return uploaded(saved(image, kind))
