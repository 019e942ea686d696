#!/usr/bin/env python3
"""Writes Tests/Oracles/libsvm and Tests/Oracles/numpy: files as scikit-learn and NumPy write them, and what they read back.

    .venv-metrics/bin/python Scripts/oracles/table_files.py

`libsvm.json` has the rows of each text, `numpy.json` the elements of each array as the bits of their doubles, in C's order,
`numpy-texts.json` those of arrays of texts.
"""

import io
import shutil
import struct
import zipfile

import numpy
from oracle_file import FOLDER, write
from sklearn.datasets import dump_svmlight_file, load_svmlight_file

LIBSVM, NUMPY = FOLDER / "libsvm", FOLDER / "numpy"
TYPES = ["b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"]


def libsvm():
    numbers = numpy.random.default_rng(14)
    values = numpy.where(numbers.random((9, 6)) < 0.5, 0, numbers.normal(size=(9, 6)) * 10.0 ** numbers.integers(-9, 9, (9, 6)))
    # A row without values, and a column that no row has a value in.
    values[3] = 0
    values[:, 4] = 0
    classes, quantities = numbers.choice([-1, 1], 9), numbers.normal(size=9)
    for name, labels, options in [
        ("from-zero", classes, {"zero_based": True}),
        ("from-one", quantities, {"zero_based": False}),
        ("commented", classes, {"zero_based": False, "comment": "made by scikit-learn"}),
        ("queries", classes, {"zero_based": True, "query_id": numpy.arange(9) // 3}),
    ]:
        dump_svmlight_file(values, labels, str(LIBSVM / f"{name}.svm"), **options)
    records = []
    for name, first in [("from-zero", 0), ("from-one", 1), ("commented", 1)]:
        matrix, labels = load_svmlight_file(str(LIBSVM / f"{name}.svm"), n_features=6, zero_based=first == 0)
        records.append({"name": name, "first": first, "labels": labels.tolist(), "rows": matrix.toarray().tolist()})
    write("libsvm.json", "texts", records, library="scikit-learn")


def samples(kind):
    """Every edge of a type, in two dimensions."""
    dtype = numpy.dtype(kind)
    if dtype.kind == "b":
        edges = [False, True, True, False, True, False]
    elif dtype.kind in "iu":
        limits = numpy.iinfo(dtype)
        edges = [limits.min, limits.max, 0, 1, limits.max // 3, limits.max - 1]
    else:
        limits = numpy.finfo(dtype)
        edges = [limits.max, limits.tiny, limits.smallest_subnormal * 3, -0.0, numpy.inf, numpy.nan]
    return numpy.array(edges, dtype=dtype).reshape(3, 2)


class Stream(io.RawIOBase):
    """What a pipe is: bytes go in, and nobody can go back, so that sizes are written behind what they are of."""

    def __init__(self):
        self.bytes = b""

    def writable(self):
        return True

    def write(self, part):
        self.bytes += bytes(part)
        return len(part)


def arrays():
    """Every type in every order of bytes and elements."""
    result = {}
    for kind in TYPES:
        for sign, order in [("<", "C"), (">", "C"), ("<", "F")]:
            if sign == "<" or kind[1] != "1":
                swapped = samples(kind).astype(sign + kind)
                name = f"{kind}-{'little' if sign == '<' else 'big'}-{order}"
                result[name] = numpy.asfortranarray(swapped) if order == "F" else swapped
    result["line"] = numpy.arange(5, dtype="<f4")
    result["cube"] = numpy.arange(24, dtype="u1").reshape(2, 3, 4)
    return result


def pictures():
    numbers = numpy.random.default_rng(28)
    return {
        "x_train": numbers.integers(0, 256, (12, 3, 5)).astype("u1"), "y_train": (numpy.arange(12) % 3).astype("u1"),
        "x_test": numbers.integers(0, 256, (6, 3, 5)).astype("u1"), "y_test": (numpy.arange(6) % 3).astype("i8"),
    }


def table():
    numbers = numpy.random.default_rng(2)
    x = numbers.normal(size=(40, 3)).astype("f4")
    return {"x": x, "y": (x[:, 0] + x[:, 1] > 0).astype("i4")}


def texts():
    """Texts with what CSV would have to quote, and a column of numbers."""
    cells = [["Köln", "1.5"], ["a,b", "-2"], ['say "hi"', ""], [" blank ", "3e2"], ["", "NA"], ["two\nlines", "4"], ["🐧", "5"]]
    little = numpy.array(cells, dtype="<U10")
    return {
        "little": little, "big": little.astype(">U10"), "fortran": numpy.asfortranarray(little),
        "bytes": numpy.array([[cell.encode() for cell in row] for row in cells]), "column": little[:, 0],
    }


def animals():
    numbers = numpy.random.default_rng(3)
    x = numbers.normal(size=(60, 2))
    return {"x": x, "y": numpy.where(x[:, 0] > x[:, 1], "cat", "dog")}


def zip64(path, members):
    """An archive with the wide fields that are usual beyond 4 GB."""
    limit, zipfile.ZIP64_LIMIT = zipfile.ZIP64_LIMIT, 8
    try:
        numpy.savez_compressed(path, **members)
    finally:
        zipfile.ZIP64_LIMIT = limit


def numpy_files():
    numpy.savez(NUMPY / "stored.npz", **arrays())
    numpy.savez_compressed(NUMPY / "deflated.npz", **arrays())
    zip64(NUMPY / "zip64.npz", {"x": samples("f4"), "y": samples("i2")})
    stream = Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ["x", "y"]:
            # Without a date it would be the present one.
            info = zipfile.ZipInfo(f"{name}.npy")
            info.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(info, "w") as member:
                numpy.lib.format.write_array(member, samples("f8"))
    (NUMPY / "stream.npz").write_bytes(stream.bytes)
    for version in [(1, 0), (2, 0), (3, 0)]:
        with open(NUMPY / f"version{version[0]}.npy", "wb") as file:
            numpy.lib.format.write_array(file, samples("f4"), version=version)
    numpy.savez_compressed(NUMPY / "pictures.npz", **pictures())
    parts = pictures()
    numpy.savez(
        NUMPY / "undivided.npz", **{name: numpy.concatenate([parts[f"{name}_train"], parts[f"{name}_test"]]) for name in "xy"})
    numpy.savez(NUMPY / "table.npz", **table())
    cuts = {"train": slice(0, 30), "test": slice(30, 40)}
    numpy.savez(NUMPY / "divided.npz", **{f"{name}_{cut}": table()[name][cuts[cut]] for cut in cuts for name in "xy"})
    numpy.save(NUMPY / "objects.npy", numpy.array([{"a": 1}, None], dtype=object), allow_pickle=True)
    numpy.savez(NUMPY / "texts.npz", **texts())
    numpy.savez(NUMPY / "animals.npz", **animals())
    numpy.save(NUMPY / "fields.npy", numpy.zeros(2, dtype=[("a", "<f4"), ("b", "<i2")]))
    records = []
    for path in sorted(NUMPY.iterdir()):
        if path.stem in ("objects", "texts", "animals", "undivided", "divided", "fields"):
            continue
        loaded = numpy.load(path)
        for name in loaded.files if path.suffix == ".npz" else [""]:
            array = loaded[name] if name else loaded
            doubles = array.astype("f8").ravel(order="C").tolist()
            bits = ["%016x" % struct.unpack("<Q", struct.pack("<d", value)) for value in doubles]
            records.append({
                "name": f"{path.name} {name}", "file": path.name, "array": name, "type": array.dtype.name,
                "shape": list(array.shape), "bits": bits,
            })
    write("numpy.json", "arrays", records, library="numpy")
    loaded = numpy.load(NUMPY / "texts.npz")
    records = []
    for name in loaded.files:
        rows = loaded[name].reshape(7, -1).tolist()
        rows = [[cell.decode() if isinstance(cell, bytes) else cell for cell in row] for row in rows]
        records.append({"name": name, "type": loaded[name].dtype.name, "rows": rows})
    write("numpy-texts.json", "arrays", records, library="numpy")


if __name__ == "__main__":
    for folder in [LIBSVM, NUMPY]:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    libsvm()
    numpy_files()
