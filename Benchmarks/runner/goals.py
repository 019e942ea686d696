"""Downhill's goals, as data, and how each is compared with what was measured."""

import statistics
from dataclasses import dataclass

from measuring import DOWNHILL
from units import factor, megabytes, percent, seconds
from workloads import read_workloads

OPENBLAS, PYTORCH = "C++ over OpenBLAS", "PyTorch"


@dataclass(frozen=True)
class Outcome:
    """A row of the table. Texts are empty where nothing was measured, and `reached` is None then."""

    work: str
    goal: str
    key: str  # under which notes.json has the reason if it was missed
    ours: str = ""
    theirs: str = ""
    ratio: str = ""
    reached: bool | None = None


@dataclass(frozen=True)
class Faster:
    """`times` times as fast as a peer, or as the fastest of them."""

    work: str
    times: float
    threads: int = 1
    than: str | None = None

    def outcome(self, results):
        timings = results.timings
        row = dict(
            work=with_threads(self.work, self.threads),
            goal=f"≥ {self.times:g}× {self.than or 'the fastest peer'}",
            key="/".join(filter(None, [self.work, str(self.threads), self.than])),
        )
        ours = timings.of(self.work, self.threads, DOWNHILL)
        if self.than:
            theirs = timings.of(self.work, self.threads, self.than)
            peer = (self.than, theirs) if theirs else None
        else:
            peer = timings.fastest_peer(self.work, self.threads, results.peers)
        if not ours or not peer:
            return Outcome(**row)
        ratio = peer[1].median / ours.median
        return Outcome(
            **row, ours=marked(ours), theirs=f"{peer[0]} {marked(peer[1])}", ratio=factor(ratio),
            reached=ratio >= self.times,
        )  # fmt: skip


@dataclass(frozen=True)
class Under:
    """A median below the limit, in seconds."""

    work: str
    limit: float

    def outcome(self, results):
        row = dict(work=with_threads(self.work, 1), goal=f"< {seconds(self.limit)}", key=f"{self.work}/1/limit")
        ours = results.timings.of(self.work, 1, DOWNHILL)
        if not ours:
            return Outcome(**row)
        return Outcome(**row, ours=marked(ours), reached=ours.median < self.limit)


@dataclass(frozen=True)
class Gain:
    """Two threads gain at least this share of what they gain in pure arithmetic."""

    work: str
    share: float
    of: str  # "fma" or "sgemm"

    def outcome(self, results):
        name = {"fma": "the FMA peak", "sgemm": "OpenBLAS's sgemm 2048³"}[self.of]
        row = dict(
            work=f"{self.work}, from one thread to two", goal=f"≥ {percent(self.share)} of what {name} gains",
            key=f"{self.work}/gain",
        )  # fmt: skip
        one, two = (results.timings.of(self.work, threads, DOWNHILL) for threads in (1, 2))
        limit = self.limit_gain(results)
        if not one or not two or not limit:
            return Outcome(**row)
        gain = one.median / two.median
        return Outcome(
            **row, ours=factor(gain), theirs=f"{name} {factor(limit)}", ratio=percent(gain / limit),
            reached=gain >= self.share * limit,
        )  # fmt: skip

    def limit_gain(self, results):
        if self.of == "fma":
            one, two = (results.timings.values(self.work, threads, DOWNHILL, "peak_meanwhile") for threads in (1, 2))
            return statistics.median(two) / statistics.median(one) if one and two else None
        one, two = (results.timings.of("sgemm-2048", threads, OPENBLAS) for threads in (1, 2))
        return one.median / two.median if one and two else None


@dataclass(frozen=True)
class DenseRate:
    """The rate of a network's dense products, as a share of OpenBLAS's in the same run.

    The rate is a lower bound: the operations of all layers but the first, whose inputs are sparse, over the time of
    everything, the first layer, the activations and the update included.
    """

    work: str
    share: float
    threads: int = 1

    def outcome(self, results):
        row = dict(
            work=with_threads(f"{self.work}, dense part", self.threads),
            goal=f"≥ {percent(self.share)} of OpenBLAS's sgemm 2048³", key=f"{self.work}/{self.threads}/rate",
        )  # fmt: skip
        timing = results.timings.of(self.work, self.threads, DOWNHILL)
        product = results.timings.of("sgemm-2048", self.threads, OPENBLAS)
        if not timing or not product:
            return Outcome(**row)
        ours, theirs = dense_operations(self.work) / timing.median, 2 * 2048**3 / product.median
        return Outcome(
            **row, ours=f"at least {ours / 1e9:.1f} GFLOP/s", theirs=f"OpenBLAS {theirs / 1e9:.1f} GFLOP/s",
            ratio=percent(ours / theirs), reached=ours >= self.share * theirs,
        )  # fmt: skip


def dense_operations(work):
    """Multiplications and additions of a repetition in all layers but the first: three products of each layer's size."""
    workload = read_workloads()[work]
    inner = workload.layers[1:]
    return workload.count * workload.batch * 6 * sum(inputs * outputs for inputs, outputs in zip(inner, inner[1:]))


@dataclass(frozen=True)
class SameBits:
    """One thread and two train to the same file."""

    def outcome(self, results):
        record = results.records.last("bits")
        row = dict(work="W1, one thread and two", goal="the same bits", key="bits")
        if not record:
            return Outcome(**row)
        return Outcome(**row, ours="the same" if record["same"] else "different", reached=record["same"])


@dataclass(frozen=True)
class Memory:
    """The peak resident set of `downhill train`."""

    limit: float

    def outcome(self, results):
        record = results.records.last("memory")
        row = dict(work="memory of `downhill train`", goal=f"≤ {megabytes(self.limit)}", key="memory")
        if not record:
            return Outcome(**row)
        return Outcome(**row, ours=megabytes(record["bytes"]), reached=record["bytes"] <= self.limit)


@dataclass(frozen=True)
class Linear:
    """Time grows linearly with a quantity: over three decades the exponent exceeds 1 by at most this much."""

    quantity: str
    tolerance: float

    def outcome(self, results):
        row = dict(
            work=f"growth with {self.quantity}", goal=f"linear: exponent ≤ {1 + self.tolerance:g}",
            key=f"growth/{self.quantity}",
        )  # fmt: skip
        curve = results.growth.get(self.quantity)
        if not curve:
            return Outcome(**row)
        return Outcome(**row, ours=f"exponent {curve.exponent:.3f}", reached=curve.exponent <= 1 + self.tolerance)


def marked(timing):
    """The median, with a mark where others disturbed most of the repetitions."""
    return seconds(timing.median) + (" †" if timing.noisy else "")


def with_threads(work, threads):
    return work if threads == 1 else f"{work}, {threads} threads"


GOALS = [
    Faster("W1", 5),
    Faster("W1", 100, than=PYTORCH),
    Gain("W1", 0.75, of="fma"),
    SameBits(),
    Faster("W2-32", 3),
    Faster("W2-100", 3),
    Faster("W2-1000", 3),
    Faster("W3", 3),
    Faster("W4", 1.5),
    Faster("W4", 1.5, threads=2),
    Faster("W5-100", 1.05),
    Faster("W5-256", 1.05),
    DenseRate("W5-100", 0.95),
    DenseRate("W5-256", 0.95),
    Gain("W5-100", 0.95, of="sgemm"),
    Gain("W5-256", 0.95, of="sgemm"),
    Faster("W6", 3),
    Under("W7-seed-one", 1e-6),
    Faster("W7-seed-10000", 3),
    Faster("W7-128-one", 3),
    Faster("W7-128-10000", 3),
    Faster("W8", 2.5),
    Faster("W8", 2.5, threads=2),
    Faster("W8", 20, than=PYTORCH),
    Memory(150e6),
    Linear("examples", 0.1),
    Linear("parameters", 0.1),
    Linear("epochs", 0.1),
]
