"""Draws the articles' pictures: a small landscape in colours of its own, as PNG, so that pages need nothing from outside."""

import struct
from functools import lru_cache
from math import sin
from random import Random
from zlib import compress, crc32

WIDTH, HEIGHT = 320, 180
LAYERS = 4
SKY = 64
"""Palette entries of the sky's gradient; the layers of hills follow them."""


@lru_cache(maxsize=512)
def landscape(seed: int) -> bytes:
    """Draw the PNG picture that belongs to an article's number; the same number gives the same bytes."""
    dice = Random(seed)  # noqa: S311 - a picture, not a secret
    horizons = [_horizon(dice, layer) for layer in range(LAYERS)]
    columns = [_column(x, horizons) for x in range(WIDTH)]
    rows = [b"\0" + bytes(row) for row in zip(*columns, strict=True)]
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"PLTE", _palette(dice)), (b"IDAT", compress(b"".join(rows))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _horizon(dice: Random, layer: int) -> list[int]:
    base = HEIGHT * (0.42 + 0.15 * layer)
    waves = [(dice.uniform(4, 16), dice.uniform(0.008, 0.05), dice.uniform(0, 6)) for _ in range(3)]
    return [int(base + sum(height * sin(rate * x + phase) for height, rate, phase in waves)) for x in range(WIDTH)]


def _column(x: int, horizons: list[list[int]]) -> bytes:
    column = bytearray(y * SKY // HEIGHT for y in range(HEIGHT))
    for layer, horizon in enumerate(horizons):
        top = horizon[x]
        column[top:] = bytes([SKY + layer]) * (HEIGHT - top)
    return bytes(column)


def _palette(dice: Random) -> bytes:
    top = [dice.randint(70, 150) for _ in range(3)]
    low = [dice.randint(190, 245) for _ in range(3)]
    hill = [dice.randint(60, 150) for _ in range(3)]
    sky = [_between(top, low, step / SKY) for step in range(SKY)]
    hills = [_between(low, hill, 0.45 + 0.18 * layer) for layer in range(LAYERS)]
    return b"".join(sky + hills)


def _between(start: list[int], end: list[int], share: float) -> bytes:
    return bytes(int(a + (b - a) * share) for a, b in zip(start, end, strict=True))


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", crc32(name + data))
