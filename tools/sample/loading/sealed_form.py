"""The scan of a sealed form, drawn: an invented paper with an invented seal."""

import base64
import io

from PIL import Image, ImageDraw, ImageFont

FONT = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"
SIZE = (620, 877)
RED = (190, 30, 30)


def image(unit, head, reason):
    """A page as PNG, in base64 as the browser sends it."""
    page = Image.new("RGB", SIZE, (252, 251, 247))
    draw = ImageDraw.Draw(page)
    lines = [
        ("查（借）阅干部档案审批表", 30, 70),
        (f"查阅单位：{unit}", 18, 150),
        (f"事由：{reason}", 18, 200),
        (f"单位负责人签字：{head}", 18, 560),
    ]
    draw.rectangle((50, 130, SIZE[0] - 50, 760), outline=(60, 60, 60), width=2)
    draw.ellipse((360, 520, 520, 680), outline=RED, width=5)
    try:
        for text, size, top in lines:
            draw.text((70, top), text, "black", ImageFont.truetype(FONT, size))
        draw.text((415, 565), "印", RED, ImageFont.truetype(FONT, 50))
    except OSError:
        # Without a Chinese font the page has its frame and its seal only.
        draw.line((70, 600, 300, 590), "black", 3)
    output = io.BytesIO()
    page.quantize(16).save(output, "PNG")
    return base64.b64encode(output.getvalue()).decode()
