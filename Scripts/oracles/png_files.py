#!/usr/bin/env python3
"""Makes Tests/Oracles/png: small PNG files of every colour type, depth and arrangement, and the grey levels to expect.

The files are written here, because no common encoder writes every filter at every depth, interlaced too. What they
should look like is read back by independent decoders: pypng for all, Pillow as a second opinion where it keeps 8 bits.

  python3 -m venv .venv && .venv/bin/pip install numpy==2.4.6 pillow==13.0.0 pypng==0.20220715.0
  .venv/bin/python Scripts/oracles/png_files.py
"""

import io
import json
import pathlib
import struct
import zlib

import numpy
import png
from PIL import Image

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "Oracles" / "png"
GREY, RGB, PALETTE, GREY_ALPHA, RGBA = 0, 2, 3, 4, 6
CHANNELS = {GREY: 1, RGB: 3, PALETTE: 1, GREY_ALPHA: 2, RGBA: 4}
NAMES = {GREY: "grey", RGB: "rgb", PALETTE: "palette", GREY_ALPHA: "grey-alpha", RGBA: "rgba"}
DEPTHS = {GREY: [1, 2, 4, 8, 16], RGB: [8, 16], PALETTE: [1, 2, 4, 8], GREY_ALPHA: [8, 16], RGBA: [8, 16]}
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def packed(samples, depth):
    """One row of samples as bytes."""
    if depth == 16:
        return b"".join(struct.pack(">H", s) for s in samples)
    bits = "".join(format(s, f"0{depth}b") for s in samples)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))


def paeth(a, b, c):
    return min((abs(b - c), 0, a), (abs(a - c), 1, b), (abs(a + b - 2 * c), 2, c))[2]


def filtered(rows, stride):
    """The rows of one pass, each with another filter, the five in turn (the first row of a pass too)."""
    result = b""
    above = bytes(len(rows[0]))
    for number, row in enumerate(rows):
        kind = (number + len(rows)) % 5
        result += bytes([kind])
        for i, value in enumerate(row):
            a = row[i - stride] if i >= stride else 0
            c = above[i - stride] if i >= stride else 0
            b = above[i]
            result += bytes([(value - [0, a, b, (a + b) // 2, paeth(a, b, c)][kind]) % 256])
        above = row
    return result


def encoded(samples, colour, depth, interlaced, palette=None, transparency=None):
    """samples: height × width × channels."""
    height, width, channels = samples.shape
    stride = max(channels * depth // 8, 1)
    data = b""
    for x0, y0, dx, dy in ADAM7 if interlaced else [(0, 0, 1, 1)]:
        part = samples[y0::dy, x0::dx]
        if part.size:
            data += filtered([packed(row.flatten().tolist(), depth) for row in part], stride)
    stream = zlib.compress(data, 9)
    file = png.signature
    file += chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced))
    file += chunk(b"tEXt", b"Comment\0an ancillary chunk to be skipped")
    if palette is not None:
        file += chunk(b"PLTE", palette.astype(numpy.uint8).tobytes())
    if transparency is not None:
        file += chunk(b"tRNS", transparency)
    for part in (stream[:5], stream[5:6], b"", stream[6:]):
        file += chunk(b"IDAT", part)
    return file + chunk(b"IEND", b"")


def expected(name, file):
    """Exact grey levels (floating point): BT.601 luma, on white, or on black if that shows more contrast."""
    width, height, rows, info = png.Reader(bytes=file).asDirect()
    planes = info["planes"]
    values = numpy.array([list(row) for row in rows], dtype=float).reshape(height, width, planes)
    values *= 255 / (2 ** info["bitdepth"] - 1)
    alpha = values[..., -1] / 255 if info["alpha"] else numpy.ones((height, width))
    colours = values[..., : planes - info["alpha"]]
    grey = colours @ [0.299, 0.587, 0.114] if not info["greyscale"] else colours[..., 0]
    # Pillow's opinion. It reads 16-bit colours as 8 bits, too coarse to compare, and looks for the transparent grey of
    # 2 and 4 bits among the levels 0…255.
    if info["bitdepth"] <= 8 and name not in ("grey-2-transparent", "grey-4-transparent"):
        theirs = numpy.asarray(Image.open(io.BytesIO(file)).convert("RGBA"), dtype=float)
        ours = numpy.stack([grey, alpha * 255], -1)
        theirs = numpy.stack([theirs[..., :3] @ [0.299, 0.587, 0.114], theirs[..., 3]], -1)
        assert numpy.abs(ours - theirs).max() < 0.51, name
    white = grey * alpha + 255 * (1 - alpha)
    black = grey * alpha
    contrast = [numpy.ptp(numpy.floor(x + 0.5)) for x in (white, black)]
    return black if contrast[1] > contrast[0] else white


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    random = numpy.random.default_rng(7)
    files = {}
    number = 0
    for colour, depths in DEPTHS.items():
        for depth in depths:
            for interlaced in (0, 1):
                for transparent in (0, 1):
                    if transparent and (colour in (GREY_ALPHA, RGBA) or interlaced):
                        continue
                    width, height = 5 + number % 9, 3 + (3 * number) % 7
                    number += 1
                    name = f"{NAMES[colour]}-{depth}" + "-interlaced" * interlaced + "-transparent" * transparent
                    palette = transparency = None
                    top = 2**depth
                    if colour == PALETTE:
                        top = min(2**depth, 200)
                        palette = random.integers(0, 256, (top, 3))
                    samples = random.integers(0, top, (height, width, CHANNELS[colour]))
                    # Smooth in part, so that the predictions are not mere noise.
                    samples[: height // 2] = samples[:1, :1]
                    if transparent and colour == PALETTE:
                        transparency = random.integers(0, 256, max(top // 2, 1), dtype=numpy.uint8).tobytes()
                    elif transparent:
                        transparency = b"".join(struct.pack(">H", s) for s in samples[0, 0].tolist())
                    files[name] = encoded(samples, colour, depth, interlaced, palette, transparency)

    # The smallest interlaced pictures lack some of the seven passes.
    for width, height in ((1, 1), (4, 1), (2, 5)):
        samples = random.integers(0, 256, (height, width, 3))
        files[f"tiny-{width}x{height}-interlaced"] = encoded(samples, RGB, 8, 1)
    strokes = numpy.zeros((9, 9, 4), dtype=int)
    strokes[2:7, 4] = 255
    files["white-strokes-on-nothing"] = encoded(strokes, RGBA, 8, 0)
    strokes[2:7, 4] = (0, 0, 0, 255)
    files["black-strokes-on-nothing"] = encoded(strokes, RGBA, 8, 0)
    # A file as a common encoder writes it.
    buffer = io.BytesIO()
    y, x = numpy.mgrid[0:28, 0:28]
    Image.fromarray(numpy.uint8(255 - 9 * numpy.abs(x - y).clip(0, 28))).save(buffer, "PNG")
    files["pillow-28x28"] = buffer.getvalue()

    oracle = {}
    for name, file in sorted(files.items()):
        (FOLDER / f"{name}.png").write_bytes(file)
        levels = expected(name, file)
        oracle[name] = {
            "width": levels.shape[1],
            "height": levels.shape[0],
            "grey": [round(float(v), 3) for v in levels.flatten()],
        }
    lines = ",\n".join(f"  {json.dumps(n)}: {json.dumps(o, separators=(',', ':'))}" for n, o in oracle.items())
    (FOLDER / "expected.json").write_text("{\n" + lines + "\n}\n")
    print(len(files), "files")


main()
