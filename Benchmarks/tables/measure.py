"""Trains every work by every participant, in turns, and writes records; `measure.py --report` makes RESULTS.md of them."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

here = Path(__file__).parent
sys.path.insert(1, str(here.parent / "runner"))
import machine  # noqa: E402
import report  # noqa: E402
from works import BY_NAME, WORKS  # noqa: E402

PEERS = ["scikit-learn", "PyTorch", "JAX"]


class Peer:
    """A long-lived process on one core."""

    def __init__(self, name, folder):
        command = machine.pinned([sys.executable, str(here / "peer.py"), name, str(folder)], 1)
        start = time.perf_counter()
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=machine.environment(1)
        )
        self.read()
        self.start_seconds = time.perf_counter() - start

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("a peer ended; its message is above")
        return json.loads(line)

    def run(self, work, seed):
        self.process.stdin.write(f"{work.name} {seed}\n")
        self.process.stdin.flush()
        return self.read()


class Downhill:
    """A process for each training; what it does before it opens the table and after the last epoch is not counted."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.start_seconds = None

    def call(self, *arguments):
        command = machine.pinned([self.program, *map(str, arguments)], 1)
        return subprocess.run(command, check=True, capture_output=True, text=True, env=machine.environment(1)).stdout

    def run(self, work, seed):
        import pandas
        from metrics import judge

        train, test = (self.folder / f"{work.name}-{part}.csv" for part in ("train", "test"))
        with tempfile.TemporaryDirectory() as folder:
            model, answers = f"{folder}/model.safetensors", f"{folder}/answers.csv"
            start = time.perf_counter()
            result = json.loads(
                self.call(
                    "train", "--data", train, "--target", work.target, "--task", work.task, "--validation", 0,
                    "--hidden", ",".join(map(str, work.hidden)), "--activation", "relu", "--optimizer", "adam",
                    "--learning-rate", work.rate, "--batch-size", work.batch, "--epochs", work.epochs,
                    "--seed", abs(seed), "--threads", 1, "--quiet", "--json", "--save", model,
                    *(["--drop", ",".join(work.drop)] if work.drop else []),
                    *(["--category", ",".join(work.categories)] if work.categories else []),
                )
            )  # fmt: skip
            whole = time.perf_counter() - start
            self.call("predict", model, "--data", test, "--output", answers)
            columns = pandas.read_csv(answers)
        targets = pandas.read_csv(test)[work.target].to_numpy()
        # The final evaluation of the training rows is not training; the last epoch's end is.
        record = {"loading": result["loadingSeconds"], "training": result["seconds"]}
        self.start_seconds = whole - sum(record.values())
        if work.is_regression:
            return record | judge(work, targets, columns["prediction"].to_numpy())
        names = [name for name in columns if name.startswith("probability:")]
        classes = [type(targets[0])(name.partition(":")[2]) for name in names]
        order = sorted(range(len(classes)), key=classes.__getitem__)
        probabilities = columns[[names[index] for index in order]].to_numpy()
        return record | judge(work, targets, probabilities, [classes[index] for index in order])


def measure(options):
    works = [BY_NAME[name] for name in options.only.split(",")] if options.only else WORKS
    participants = {"Downhill": Downhill(os.environ["DOWNHILL"], options.data)}
    participants |= {name: Peer(name, options.data) for name in PEERS}
    with open(options.records, "w") as file:
        def keep(record):
            file.write(json.dumps(record) + "\n")
            file.flush()

        keep({"kind": "machine"} | machine.description())
        for work in works:
            for participant in participants.values():
                participant.run(work, -1)
            for seed in range(options.seeds):
                names = list(participants)
                for name in names[seed % len(names) :] + names[: seed % len(names)]:
                    load = machine.OtherLoad(getattr(getattr(participants[name], "process", None), "pid", None))
                    result = participants[name].run(work, seed)
                    keep({"kind": "run", "work": work.name, "who": name, "seed": seed, "others": round(load.cores(), 3)} | result)
            print(f"{work.name} measured", file=sys.stderr)
        for name, participant in participants.items():
            keep({"kind": "start", "who": name, "seconds": participant.start_seconds})


def main():
    parser = argparse.ArgumentParser(prog="Benchmarks/tables/run", description=__doc__)
    parser.add_argument("--only", metavar="WORK,…", help="these works: " + ", ".join(BY_NAME))
    parser.add_argument("--seeds", type=int, default=10, help="trainings of each work by each participant (10)")
    parser.add_argument("--report", action="store_true", help="measure nothing; write RESULTS.md again")
    parser.add_argument("--records", type=Path, default=here / "results.jsonl", help="where records are (results.jsonl)")
    parser.add_argument("--data", type=Path, default=here / ".build" / "data", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not options.report:
        measure(options)
    report.write(options.records, options.records.with_name("RESULTS.md"))


if __name__ == "__main__":
    main()
