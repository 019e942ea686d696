#!/usr/bin/env python3
"""Writes Tests/Oracles/gzip: one content, packed in every way RFC 1951 and 1952 know, and two bombs.

    python3 Scripts/oracles/gzip_files.py

`gnu.gz` is made by the program gzip, the others by zlib and by hand. All but the empty one and the bombs hold `content`,
which is an IDX file of 12 pictures of 5×7 pixels, so that a data source can read it too.
"""

import gzip
import os
import random
import struct
import subprocess
import zlib
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "Tests" / "Oracles" / "gzip"

TEXT, HEADER_CHECKSUM, EXTRA, NAME, COMMENT = 1, 2, 4, 8, 16  # the flags of RFC 1952


def content():
    numbers = random.Random(1952)
    pixels = bytes(numbers.choice([0, 0, 0, 0, 128, 254, 255]) for _ in range(12 * 5 * 7))
    return struct.pack(">IIII", 0x803, 12, 5, 7) + pixels


def deflated(data, level=9, strategy=zlib.Z_DEFAULT_STRATEGY):
    packer = zlib.compressobj(level, zlib.DEFLATED, -15, 9, strategy)
    return packer.compress(data) + packer.flush()


def member(data, body=None, flags=0, fields=b""):
    header = struct.pack("<BBBBIBB", 0x1F, 0x8B, 8, flags, 0, 0, 255) + fields
    if flags & HEADER_CHECKSUM:
        header += struct.pack("<H", zlib.crc32(header) & 0xFFFF)
    return header + (body or deflated(data)) + struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)


def gnu(data):
    """What `gzip -9` makes of a file: with its name and its time, which is set so that the bytes stay the same."""
    path = FOLDER / "pictures.idx"
    path.write_bytes(data)
    os.utime(path, (1_000_000_000, 1_000_000_000))
    packed = subprocess.run(["gzip", "-9", "--name", "--stdout", path.name], cwd=FOLDER, stdout=subprocess.PIPE, check=True)
    path.unlink()
    return packed.stdout


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    data = content()
    fields = struct.pack("<H", 8) + b"dh\x04\x00abcd" + b"pictures.idx\0" + b"a comment, in Latin-1: \xe4\0"
    everything = TEXT | HEADER_CHECKSUM | EXTRA | NAME | COMMENT
    zeros = bytes(10_000_000)
    files = {
        "content": data,
        "stored.gz": member(data, deflated(data, level=0)),
        "fixed.gz": member(data, deflated(data, strategy=zlib.Z_FIXED)),
        "dynamic.gz": member(data),
        "fields.gz": member(data, flags=everything, fields=fields),
        "members.gz": member(data[:100]) + member(b"") + member(data[100:], deflated(data[100:], level=0)),
        "gnu.gz": gnu(data),
        "empty.gz": member(b""),
        # Ten million zeros behind a header that promises one picture, and behind one that promises four gigabytes.
        "bomb.gz": member(struct.pack(">IIII", 0x803, 1, 28, 28) + zeros),
        "promise.gz": member(struct.pack(">IIII", 0x803, 5_478_275, 28, 28) + zeros),
    }
    for name, packed in files.items():
        if name.endswith(".gz") and name not in ("empty.gz", "bomb.gz", "promise.gz"):
            assert gzip.decompress(packed) == data, name
        (FOLDER / name).write_bytes(packed)


if __name__ == "__main__":
    main()
