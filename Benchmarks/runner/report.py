"""RESULTS.md and its pictures, from the records alone."""

import json
import statistics
from dataclasses import dataclass, field
from pathlib import Path

import charts
from goals import GOALS
from machine import QUIET
from measuring import DOWNHILL
from records import Timings
from units import factor, megabytes, seconds

HERE = Path(__file__).resolve().parents[1]
PEERS = ["C++ over OpenBLAS", "JAX", "NumPy", "PyTorch", "onnxruntime"]
EVERYBODY = [DOWNHILL, *PEERS]
PRODUCT = "sgemm-2048"
TRAINED = ("W1", "W2", "W3", "W4", "W5")

WORKS = {
    "W1": "784-16-16-10, sigmoid, quadratic cost, SGD, batch 10: an epoch",
    "W2-32": "the same, batch 32",
    "W2-100": "the same, batch 100",
    "W2-1000": "the same, batch 1000",
    "W3": "784-128-10, ReLU, cross-entropy, Adam, batch 32: an epoch",
    "W4": "784-512-512-10, ReLU, cross-entropy, Adam, batch 128: an epoch",
    "W5-100": "784-2500-2000-1500-1000-500-10, tanh, cross-entropy, SGD, batch 100: 50 steps",
    "W5-256": "the same, batch 256: 50 steps",
    "W6": "784-16-16-10: one gradient over 60,000 examples",
    "W7-seed-one": "784-16-16-10: the answer for one image",
    "W7-seed-10000": "784-16-16-10: 10,000 images in one call",
    "W7-128-one": "784-128-10: the answer for one image",
    "W7-128-10000": "784-128-10: 10,000 images in one call",
    "W8": "a cold process to 95 % test accuracy with 784-16-16-10, loading included; another seed each round",
}


@dataclass
class Results:
    """What the goals are held against."""

    records: object
    timings: Timings
    peers: list[str]
    growth: dict = field(default_factory=dict)


def write(records, path, other=None):
    path = Path(path)
    pictures = path.parent / "Plots"
    results = Results(records, Timings(records), PEERS, growth_curves(records))
    notes = json.loads((HERE / "notes.json").read_text())
    sections = [heading(records), goals_table(results, notes)]
    if other:
        sections.append(agreement_section(results, Results(other, Timings(other), PEERS, growth_curves(other))))
    sections += [relative_picture(results.timings, threads, pictures) for threads in results.timings.thread_counts()]
    sections += [full_table(results.timings, threads) for threads in results.timings.thread_counts()]
    sections += [equality_table(records), limits_table(results), growth_section(results, pictures), failures_section(records)]
    path.write_text("\n\n".join(filter(None, sections)) + "\n", encoding="utf-8")


def heading(records):
    lines = ["# Results", "", "Made by [`Benchmarks/run`](README.md), which measured everything side by side."]
    for run in records.of("run"):
        machine, versions = run["machine"], ", ".join(f"{name} {version}" for name, version in run["versions"].items())
        lines += [
            "",
            f"- **{run['started']}**, `{run['command']}`",
            f"- {machine['processor']}; {machine['cores']} cores, {machine['memory'] / 2**30:.0f} GiB; {machine['system']}",
            f"- {versions}",
        ]
    return "\n".join(lines)


# The goals


def goals_table(results, notes):
    rows = []
    for goal in GOALS:
        outcome = goal.outcome(results)
        reason = notes.get(outcome.key, "") if outcome.reached is False else ""
        rows.append(
            [outcome.work, outcome.goal, outcome.ours, outcome.theirs, outcome.ratio, verdict(outcome.reached), reason]
        )
    reached, judged = (sum(row[5] == "yes" for row in rows), sum(row[5] != "not measured" for row in rows))
    return "\n".join([
        "## Goals", "",
        f"{reached} of {judged} reached. Times are medians; one thread unless said; each peer at its own fastest."
        " † Other programs disturbed most of the repetitions.", "",
        table(["work", "goal", "Downhill", "fastest peer", "ratio", "reached", "reason"], rows),
    ])  # fmt: skip


def verdict(reached):
    return {True: "yes", False: "**no**", None: "not measured"}[reached]


def agreement_section(results, other):
    """How far the medians of another run are from this one's, and which goals it sees otherwise."""
    rows, differences = [], []
    for threads in results.timings.thread_counts():
        for work in WORKS:
            ours, theirs = (timings.of(work, threads, DOWNHILL) for timings in (results.timings, other.timings))
            peers = [each.timings.fastest_peer(work, threads, PEERS) for each in (results, other)]
            if not ours or not theirs or not all(peers):
                continue
            differences.append(theirs.median / ours.median - 1)
            ratios = [peer.median / own.median for (_, peer), own in zip(peers, (ours, theirs))]
            rows.append([work, str(threads), seconds(ours.median), seconds(theirs.median), f"{100 * differences[-1]:+.1f} %",
                         *map(factor, ratios)])  # fmt: skip
    if not rows:
        return ""
    verdicts = [[goal.outcome(each).reached for goal in GOALS] for each in (results, other)]
    changed = [goal.outcome(results) for goal, here, there in zip(GOALS, *verdicts) if here is not there]
    same = f"All {len(GOALS)} goals come out the same."
    if changed:
        same = "Other verdicts: " + "; ".join(f"{outcome.work} {outcome.goal}" for outcome in changed) + "."
    started = other.records.last("run")["started"]
    return "\n".join([
        "## Another run", "",
        f"The same again, {started}. Downhill's medians differ by {100 * statistics.median(map(abs, differences)):.1f} % in the"
        f" median. {same}", "",
        table(["work", "threads", "Downhill", "again", "difference", "fastest peer's ratio", "again"], rows),
    ])  # fmt: skip


# All times


def relative_picture(timings, threads, pictures):
    groups = []
    for work in timings.works(threads):
        ours = timings.of(work, threads, DOWNHILL)
        bars = [
            charts.Bar(peer, color, timing.median)
            for color, peer in enumerate(PEERS, 1)
            if (timing := timings.of(work, threads, peer))
        ]
        if ours and bars:
            groups.append((work, ours.median, sorted(bars, key=lambda bar: bar.median)))
    if not groups:
        return ""
    title = f"Times relative to Downhill, {threads_phrase(threads)}"
    name = f"relative-{threads}.svg"
    pictures.mkdir(exist_ok=True)
    charts.relative_times(pictures / name, title, groups)
    return f"## {title}\n\n![{title}](Plots/{name})"


def full_table(timings, threads):
    works = [work for work in timings.works(threads) if work in WORKS]
    rows = [[work, *(time_cell(timings, work, threads, who) for who in EVERYBODY)] for work in works]
    accuracies = [
        [work, *(accuracy_cell(timings.of(work, threads, who)) for who in EVERYBODY)]
        for work in works
        if work.startswith(TRAINED)
    ]
    counted, disturbed = counts(timings, works, threads)
    return "\n".join([
        f"## All times, {threads_phrase(threads)}", "",
        table(["work", *EVERYBODY], rows), "",
        f"Median (minimum). {counted} repetitions in all; {disturbed} more are left out because other processes used {QUIET}"
        " cores or more. † Too few were quiet: all are in.", "",
        "The works:", "", *(f"- {work}: {WORKS[work]}" for work in works), "",
        "Test accuracy after one epoch of each peer and two of Downhill (W5: after 50 steps), as evidence that they train:", "",
        table(["work", *EVERYBODY], accuracies),
    ])  # fmt: skip


def time_cell(timings, work, threads, who):
    timing = timings.of(work, threads, who)
    if timing:
        return f"{seconds(timing.median)} ({seconds(timing.minimum)})" + (" †" if timing.noisy else "")
    return "failed" if (work, threads, who) in timings.failures else "–"


def accuracy_cell(timing):
    return f"{100 * timing.accuracy:.1f} %" if timing and timing.accuracy is not None else "–"


def counts(timings, works, threads):
    all_timings = [timing for work in works for who in EVERYBODY if (timing := timings.of(work, threads, who))]
    return sum(len(timing.seconds) for timing in all_timings), sum(timing.disturbed for timing in all_timings)


def threads_phrase(threads):
    return "one thread" if threads == 1 else f"{threads} threads"


def equality_table(records):
    record = records.last("equal")
    if not record:
        return ""
    rows = [
        [row["work"], row["who"], cell(row["failed"]), "", "**no**"] if "failed" in row else
        [row["work"], row["who"], f"{row['gradient_error']:.0e}",
         ", ".join(f"{error:.0e} ({steps})" for steps, error in zip(row["steps"], row["cost_errors"])),
         "yes" if row["equal"] else "**no**"]
        for row in record["peers"]
    ]  # fmt: skip
    return "\n".join([
        "## The same mathematics", "",
        "How far each peer's gradient is from Downhill's textbook, and how far its cost is from Downhill's after several"
        " steps from the same weights; both relative.", "",
        table(["work", "peer", "gradient", "cost (after steps)", "equal"], rows),
    ])  # fmt: skip


# The machine, and growth


def limits_table(results):
    rows = []
    for threads in results.timings.thread_counts():
        for who in PEERS:
            timing = results.timings.of(PRODUCT, threads, who)
            if timing:
                rates = (f"{2 * 2048**3 / value / 1e9:.1f} GFLOP/s" for value in (timing.minimum, timing.median))
                rows.append([f"sgemm 2048³, {who}", str(threads), *rates])
        for probe, limit, unit in (("peak", "FMA in registers", "GFLOP/s"), ("read", "reading memory", "GB/s")):
            rates = [rate for work in WORKS for rate in results.timings.values(work, threads, DOWNHILL, probe)]
            if rates:
                told = (f"{rate / 1e9:.1f} {unit}" for rate in (max(rates), statistics.median(rates)))
                rows.append([f"{limit}, `downhill bench`", str(threads), *told])
    memory = results.records.last("memory")
    text = f"\n\nPeak resident set of `downhill train`: {megabytes(memory['bytes'])}." if memory else ""
    if not rows:
        return ""
    return "## The machine's limits in the same run\n\n" + table(["limit", "threads", "best", "median"], rows) + text


def growth_section(results, pictures):
    if not results.growth:
        return ""
    pictures.mkdir(exist_ok=True)
    title = "How the time of training grows"
    charts.growth(pictures / "growth.svg", title, list(results.growth.values()))
    return f"## {title}\n\n![{title} with examples, parameters and epochs](Plots/growth.svg)"


def growth_curves(records):
    record = records.last("growth")
    if not record:
        return {}
    return {curve["title"]: charts.Curve(**curve) for curve in record["curves"]}


def failures_section(records):
    failures = records.of("failure")
    if not failures:
        return ""
    return "## What failed\n\n" + "\n".join(
        f"- {line['work']}, {line['who']}, {threads_phrase(line['threads'])}: {line['reason']}" for line in failures
    )


# Markdown


def cell(text):
    return text.replace("|", "\\|").replace("\n", " ")


def table(titles, rows):
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
