"""The machine: what it is, which of its cores a process may use, and what other processes do meanwhile."""

import os
import platform
import time
from pathlib import Path

QUIET = 0.25  # cores; a repetition during which others used more is not counted where there are enough others
TICK = 1 / os.sysconf("SC_CLK_TCK")


def description():
    return {
        "processor": processor_name(),
        "cores": len(os.sched_getaffinity(0)),
        "memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "system": f"{platform.system()} {platform.release()}",
    }


def processor_name():
    fields = {}
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        name, _, value = line.partition(":")
        fields.setdefault(name.strip(), value.strip())
    widest = next((name for name in ("avx512f", "avx2") if name in fields.get("flags", "").split()), None)
    model = f"family {fields.get('cpu family')}, model {fields.get('model')}"
    return ", ".join(filter(None, [fields.get("model name", platform.machine()), model, widest]))


def pinned(command, threads):
    """The command on as many cores as it has threads: the last ones, since the first core takes most interrupts."""
    cores = sorted(os.sched_getaffinity(0))[-threads:]
    return ["taskset", "--cpu-list", ",".join(map(str, cores)), *command]


def environment(threads):
    """The environment of every measured process."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")}
    return kept | {name: str(threads) for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}


class OtherLoad:
    """How many cores other processes used since this value was made, including time a hypervisor took."""

    def __init__(self, process=None):
        """`process` is the running peer that belongs to us; we and our children that have ended always do."""
        self.process = process
        self.start = time.monotonic()
        self.busy, self.own = busy_seconds(), own_seconds(process)

    @property
    def elapsed(self):
        return time.monotonic() - self.start

    def cores(self):
        others = busy_seconds() - self.busy - (own_seconds(self.process) - self.own)
        return max(0.0, others / self.elapsed)


def busy_seconds():
    """The seconds that all processors together have worked: user, nice, system, interrupts and stolen."""
    user, nice, system, _, _, interrupts, soft_interrupts, stolen = map(int, cpu_line().split()[1:9])
    return (user + nice + system + interrupts + soft_interrupts + stolen) * TICK


def cpu_line():
    with open("/proc/stat") as file:
        return file.readline()


def own_seconds(process):
    own = sum(os.times()[:4])
    if process is not None:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        own += (int(fields[11]) + int(fields[12])) * TICK  # user and system, all threads
    return own


class Patience:
    """Waits for a quiet machine, at most `patience` seconds in all."""

    def __init__(self, seconds, at_once=20.0):
        self.left, self.at_once = seconds, at_once

    def wait(self):
        """The cores that others used just now; under QUIET unless patience has ended."""
        start = time.monotonic()
        while True:
            load = OtherLoad()
            time.sleep(0.3)
            cores, waited = load.cores(), time.monotonic() - start
            if cores < QUIET or waited > min(self.at_once, self.left):
                self.left -= waited
                return cores
