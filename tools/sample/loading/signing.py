"""Invented signatures: a flourish for each name, always the same one."""

import base64
import io
import math
import random

from PIL import Image, ImageDraw

SIZE = (480, 160)


def drawing(name):
    """A signature as the screen of the counter sends it.

    :param str name: who signs
    :return: address of a PNG, as text
    """
    chance = random.Random(name)
    picture = Image.new("RGBA", SIZE, (255, 255, 255, 0))
    pen = ImageDraw.Draw(picture)
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
    output = io.BytesIO()
    picture.save(output, "PNG")
    return "data:image/png;base64," + base64.b64encode(output.getvalue()).decode()
