"""Records in, RESULTS.md out."""

import json
import math
from statistics import mean, median, stdev

from works import WORKS

ORDER = ["Downhill", "scikit-learn", "PyTorch", "JAX"]


def write(records, path):
    lines = [json.loads(line) for line in records.read_text().splitlines()]
    path.write_text("\n".join(text(lines)) + "\n")
    print(path)


def text(records):
    machine = next(record for record in records if record["kind"] == "machine")
    runs = {}
    for record in records:
        if record["kind"] == "run":
            runs.setdefault((record["work"], record["who"]), []).append(record)
    works = [work for work in WORKS if (work.name, "Downhill") in runs]
    seeds = max(len(some) for some in runs.values())
    yield "# Tables: results"
    yield ""
    yield f"{machine['processor']}; {machine['system']}; one thread, {seeds} seeds. `Benchmarks/tables/run` made it; the method is in"
    yield "[`README.md`](README.md)."
    yield ""
    yield "## Time"
    yield ""
    yield "From the start of reading the CSV file to the end of the last epoch, in milliseconds, the median over the seeds; of it,"
    yield "in brackets, reading and preparing the table. Ratios are the peer's time by Downhill's; the goals stand behind them."
    yield ""
    yield "| work | " + " | ".join(ORDER) + " | scikit-learn by Downhill | fastest peer by Downhill |"
    yield "|---|" + "---:|" * (len(ORDER) + 2)
    for work in works:
        times = {who: [run["loading"] + run["training"] for run in runs[work.name, who]] for who in ORDER}
        loading = {who: median(run["loading"] for run in runs[work.name, who]) for who in ORDER}
        medians = {who: median(some) for who, some in times.items()}
        ours = medians["Downhill"]
        fastest = min(value for who, value in medians.items() if who != "Downhill")
        yield (
            f"| {work.name} | "
            + " | ".join(f"{digits(medians[who] * 1000)} ({digits(loading[who] * 1000)})" for who in ORDER)
            + f" | {ratio(medians['scikit-learn'] / ours, work.goal_sklearn)} | {ratio(fastest / ours, work.goal_fastest)} |"
        )
    yield ""
    yield "Before that, not counted, in seconds: " + ", ".join(
        f"{record['who']} {record['seconds']:.2g}" for record in records if record["kind"] == "start"
    ) + " (a peer's start and imports; Downhill's start, the evaluation at the end, and saving the model)."
    yield ""
    yield "## What was learnt"
    yield ""
    yield "By scikit-learn from the answers to the other rows: the mean over the seeds ± its standard error. The last column is how"
    yield "much worse Downhill is than the peer to which it compares worst, in standard errors of the difference; the goal is at most 2."
    yield ""
    yield "| work | measure | " + " | ".join(ORDER) + " | worse by |"
    yield "|---|---|" + "---:|" * (len(ORDER) + 1)
    for work in works:
        values = {who: [run[work.measure] for run in runs[work.name, who]] for who in ORDER}
        sign = -1 if work.is_regression else 1
        worse = max(standard_errors(values["Downhill"], values[who], sign) for who in ORDER[1:])
        mark = "" if worse <= 2 else " ✗"
        yield (
            f"| {work.name} | {work.measure} | "
            + " | ".join(f"{mean(values[who]):.4f} ± {error(values[who]):.4f}" for who in ORDER)
            + f" | {worse:.1f}{mark} |"
        )


def error(values):
    return stdev(values) / math.sqrt(len(values)) if len(values) > 1 else math.nan


def standard_errors(ours, theirs, sign):
    both = math.hypot(error(ours), error(theirs))
    return sign * (mean(ours) - mean(theirs)) / both if both > 0 else 0.0


def ratio(value, goal):
    return f"{digits(value)}× (≥ {goal:g}){'' if value >= goal else ' ✗'}"


def digits(value):
    """Three digits, without an exponent."""
    if value == 0:
        return "0"
    decimals = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:.{decimals}f}"
