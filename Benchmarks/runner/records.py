"""Every number that was measured, one JSON document a line, so that the report can be made again without measuring."""

import json
import statistics
from dataclasses import dataclass
from pathlib import Path

from machine import QUIET


class Records:
    """A file that grows by a line as soon as there is something new, so that an interrupted run is not lost."""

    def __init__(self, path):
        self.path = Path(path)
        self.lines = []
        if self.path.exists():
            self.lines = [json.loads(line) for line in self.path.read_text().splitlines()]

    def forget(self, is_outdated):
        self.lines = [line for line in self.lines if not is_outdated(line)]
        self.path.write_text("".join(json.dumps(line) + "\n" for line in self.lines))

    def add(self, kind, **fields):
        line = {"kind": kind} | fields
        self.lines.append(line)
        with self.path.open("a") as file:
            file.write(json.dumps(line) + "\n")

    def of(self, kind):
        return [line for line in self.lines if line["kind"] == kind]

    def last(self, kind):
        return next((line for line in reversed(self.lines) if line["kind"] == kind), None)


@dataclass(frozen=True)
class Timing:
    """The repetitions of one participant at one work."""

    seconds: list[float]
    disturbed: int  # repetitions that are left out because others used the machine
    noisy: bool  # too few quiet ones: all are in
    accuracy: float | None

    @property
    def median(self):
        return statistics.median(self.seconds)

    @property
    def minimum(self):
        return min(self.seconds)


class Timings:
    """All timings by work, threads and participant."""

    def __init__(self, records):
        self.lines = {}
        for line in records.of("time"):
            self.lines.setdefault((line["work"], line["threads"], line["who"]), []).append(line)
        self.failures = {(line["work"], line["threads"], line["who"]): line["reason"] for line in records.of("failure")}

    def __bool__(self):
        return bool(self.lines)

    def of(self, work, threads, who):
        lines = self.lines.get((work, threads, who))
        if not lines:
            return None
        quiet = [line for line in lines if line["others"] < QUIET]
        noisy = len(quiet) < (len(lines) + 1) // 2
        counted = lines if noisy else quiet
        accuracies = [line["accuracy"] for line in lines if line.get("accuracy") is not None]
        return Timing(
            [line["seconds"] for line in counted],
            disturbed=len(lines) - len(counted),
            noisy=noisy,
            accuracy=accuracies[0] if accuracies else None,
        )

    def values(self, work, threads, who, name):
        """Another number of every repetition that reported it."""
        lines = self.lines.get((work, threads, who), [])
        return [line[name] for line in lines if line.get(name) is not None]

    def fastest_peer(self, work, threads, peers):
        """Name and timing of the peer with the lowest median, or nothing."""
        timed = [(who, timing) for who in peers if (timing := self.of(work, threads, who))]
        return min(timed, key=lambda pair: pair[1].median, default=None)

    def works(self, threads):
        """Every work done with this number of threads, in the order of the run."""
        return list(dict.fromkeys(work for work, count, _ in self.lines | self.failures if count == threads))

    def thread_counts(self):
        return sorted({threads for _, threads, _ in self.lines})
