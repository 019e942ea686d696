"""`--preset table` beside RealMLP and scikit-learn's MLPClassifier, all untuned, on twelve tables.

    presets.py --data FOLDER --records FILE [--only NAME,…] [--who NAME,…] [--seeds N]

Records of earlier calls stay; `--report` prints the table that README.md shows.
"""

import argparse
import json
import os
import subprocess
import tempfile
import time
import warnings
from pathlib import Path
from statistics import mean

import numpy as np

from metrics import judge
from tables import Table
from works import CHOICE_WORKS, PRESET_WORKS


def downhill(work, folder, seed):
    import pandas

    train, test = (folder / f"{work.name}-{part}.csv" for part in ("train", "test"))
    with tempfile.TemporaryDirectory() as made:
        model, answers = f"{made}/model", f"{made}/answers.csv"

        def call(*arguments):
            return subprocess.run(
                [os.environ["DOWNHILL"], *map(str, arguments)], check=True, capture_output=True, text=True
            ).stdout

        start = time.perf_counter()
        call(
            "train", "--data", train, "--target", work.target, "--task", work.task, "--seed", seed, "--threads", 1,
            "--quiet", "--save", model, *os.environ.get("DOWNHILL_OPTIONS", "").split(),
        )  # fmt: skip
        seconds = time.perf_counter() - start
        call("predict", model, "--data", test, "--output", answers)
        columns = pandas.read_csv(answers, dtype={"prediction": str})
    # Numbers that name classes are written as short as possible: 1.0 is 1.
    targets = pandas.read_csv(test)[work.target].map(lambda name: name if isinstance(name, str) else f"{name:g}").to_numpy()
    classes = sorted(name.partition(":")[2] for name in columns if name.startswith("probability:"))
    return seconds, judge(work, targets, columns[[f"probability:{name}" for name in classes]].to_numpy(), classes)


def scikit_learn(work, folder, seed):
    from sklearn.neural_network import MLPClassifier

    start = time.perf_counter()
    table = Table(work, folder / f"{work.name}-train.csv")
    network = MLPClassifier(random_state=seed).fit(table.inputs, table.targets)
    seconds = time.perf_counter() - start
    inputs, targets = table.others(folder / f"{work.name}-test.csv")
    return seconds, judge(work, targets, network.predict_proba(inputs), table.classes)


def realmlp(work, folder, seed):
    import pandas
    from pytabkit import RealMLP_TD_Classifier

    start = time.perf_counter()
    frame = pandas.read_csv(folder / f"{work.name}-train.csv")
    network = RealMLP_TD_Classifier(random_state=seed, device="cpu", n_threads=1, verbosity=0)
    texts = [name for name in frame.columns if name != work.target and not pandas.api.types.is_numeric_dtype(frame[name])]
    network.fit(frame.drop(columns=work.target), frame[work.target].astype(str).to_numpy(), cat_col_names=texts)
    seconds = time.perf_counter() - start
    other = pandas.read_csv(folder / f"{work.name}-test.csv")
    probabilities = network.predict_proba(other.drop(columns=work.target))
    return seconds, judge(work, other[work.target].astype(str).to_numpy(), probabilities, network.classes_)


PARTICIPANTS = {"Downhill": downhill, "MLPClassifier": scikit_learn, "RealMLP": realmlp}


def report(records):
    found = {}
    for record in records:
        found.setdefault((record["work"], record["who"]), []).append(record)
    names = list(dict.fromkeys(work for work, _ in found))
    who = [name for name in PARTICIPANTS if all((work, name) in found for work in names)]
    print("| table | " + " | ".join(who) + " | " + " | ".join(f"{name}, s" for name in who) + " |")
    print("|---|" + "---:|" * (2 * len(who)))
    losses = {}
    for work in names:
        losses[work] = [mean(run["log loss"] for run in found[work, name]) for name in who]
        seconds = [mean(run["seconds"] for run in found[work, name]) for name in who]
        print(f"| {work} | " + " | ".join([f"{loss:.4f}" for loss in losses[work]] + [f"{s:.2f}" for s in seconds]) + " |")
    ranks = np.array([np.argsort(np.argsort(losses[work])) + 1 for work in names])
    logs = np.log(np.array([losses[work] for work in names]))
    totals = [sum(mean(run["seconds"] for run in found[work, name]) for work in names) for name in who]
    print(
        "| mean rank; geometric mean of the log loss; seconds in all | "
        + " | ".join(f"{rank:.2f}; {loss:.4f}" for rank, loss in zip(ranks.mean(axis=0), np.exp(logs.mean(axis=0))))
        + " | " + " | ".join(f"{total:.1f}" for total in totals) + " |"
    )  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--records", type=Path, required=True)
    parser.add_argument("--choice", action="store_true", help="the tables that the preset was chosen on")
    parser.add_argument("--only")
    parser.add_argument("--who", default=",".join(PARTICIPANTS))
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--report", action="store_true")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    if not options.report:
        works = CHOICE_WORKS if options.choice else PRESET_WORKS
        for work in works:
            if options.only and work.name not in options.only.split(","):
                continue
            for who in options.who.split(","):
                for seed in range(options.seeds):
                    seconds, result = PARTICIPANTS[who](work, options.data, seed)
                    record = {"work": work.name, "who": who, "seed": seed, "seconds": seconds} | result
                    with open(options.records, "a") as file:
                        file.write(json.dumps(record) + "\n")
    report([json.loads(line) for line in options.records.read_text().splitlines()])


if __name__ == "__main__":
    main()
