"""Writes one oracle file: compact JSON, one record per line so that a difference can be read."""

import json
import math
from importlib import metadata
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "Tests" / "Oracles"
SMALLEST_NORMAL = 2.0**-1022


def write(name, kind, records, library="torch"):
    """Writes `{library: version, kind: records}` to `Tests/Oracles/name`.

    Numbers are written as the shortest decimal that reads back as the same Double. Records must have the
    same keys, and no number may be infinite, NaN or subnormal: not every JSON reader takes those.
    """
    for record in records:
        if record.keys() != records[0].keys():
            raise ValueError(f"{name}: records with different keys")
        for number in numbers(record):
            if not math.isfinite(number) or 0 < abs(number) < SMALLEST_NORMAL:
                raise ValueError(f"{name}: {number} in {record['name']}")

    version = metadata.version(library).split("+")[0]  # without "+cpu" or "+cu…"
    lines = [json.dumps(record, separators=(",", ":"), allow_nan=False) for record in records]
    text = f'{{"{library}":"{version}","{kind}":[\n' + ",\n".join(lines) + "\n]}\n"
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / name).write_text(text, encoding="utf-8")
    print(f"{name}: {len(records)} {kind}, {len(text.encode()):,} bytes")


def numbers(value):
    """Every number in a record."""
    if isinstance(value, dict):
        value = value.values()
    elif isinstance(value, (int, float)):
        yield value
        return
    elif not isinstance(value, list):
        return
    for element in value:
        yield from numbers(element)
