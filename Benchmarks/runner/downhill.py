"""Downhill as a participant: what is asked of its command line, and where its answers have the numbers."""

import json
import os
import tempfile
from pathlib import Path

from charts import Curve
from participants import peak_memory, run

# What `downhill bench` calls W7 is four works of ours, distinguished by its records' network and unit.
ANSWERING = {
    "W7-seed-one": ("784-16-16-10", "1 image"),
    "W7-seed-10000": ("784-16-16-10", "10000 images"),
    "W7-128-one": ("784-128-10", "1 image"),
    "W7-128-10000": ("784-128-10", "10000 images"),
}


def program():
    return os.environ["DOWNHILL"]


def version():
    return run([program(), "--version"], 1)[0].split()[-1]


def bench(*options, threads=1):
    output, _ = run([program(), "bench", "--quiet", "--json", "--threads", str(threads), *options], threads)
    return json.loads(output)


def time(work, threads):
    """One repetition in a process of its own, which warms up before."""
    document = bench("--only", "W7" if work in ANSWERING else work, "--repetitions", "1", threads=threads)
    results = document["results"]
    if work in ANSWERING:
        results = [result for result in results if (result["network"], result["unit"]) == ANSWERING[work]]
    [result] = results
    [limits] = [limits for limits in document["machine"]["limits"] if limits["threads"] == threads]
    return {
        "seconds": result["seconds"][0],
        "accuracy": result["testAccuracy"],
        # Of as many threads, in operations and bytes a second; the first at the time of the work, the others after it.
        "peak_meanwhile": result["peakGigaflopsMeanwhile"] * 1e9,
        "peak": limits["peakGigaflops"] * 1e9,
        "read": limits["readGigabytesPerSecond"] * 1e9,
    }


def cold_command(threads):
    """What trains from a cold start, given a seed."""
    return [program(), "bench", "--json", "--threads", str(threads), "--cold-run"]


def growth():
    """The curves of time over examples, parameters and epochs."""
    units = {"examples": "time of an epoch", "parameters": "time of an example", "epochs": "time of the epochs"}
    return [
        Curve(curve["quantity"], units[curve["quantity"]], [(point["count"], point["median"]) for point in curve["points"]])
        for curve in bench("--growth")["growth"]
    ]


def memory():
    """The peak resident set of a whole training, in bytes."""
    with tempfile.TemporaryDirectory() as folder:
        return peak_memory([program(), "train", "--quiet", "--save", f"{folder}/model.safetensors"], os.cpu_count())


def same_bits():
    """Whether one thread and two train to the same file."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{threads}.safetensors" for threads in (1, 2)]
        for threads, file in enumerate(files, 1):
            run([program(), "train", "--epochs", "2", "--threads", str(threads), "--quiet", "--save", str(file)], 2)
        return files[0].read_bytes() == files[1].read_bytes()
