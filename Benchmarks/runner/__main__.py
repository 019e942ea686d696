"""Measures Downhill beside its peers and writes RESULTS.md. Called by ../run, which prepares everything."""

import argparse
import dataclasses
import importlib.metadata
import json
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
sys.path.append(str(HERE / "peers"))  # for the table of workloads

import report
from records import Records
from workloads import read_workloads

CHECK = str(HERE / "check_equal.py")


def arguments():
    parser = argparse.ArgumentParser(
        prog="Benchmarks/run", description="Measure Downhill beside its peers, and write RESULTS.md with its plots."
    )
    parser.add_argument("--only", metavar="WORK,…", help="only these works, such as W1,W2-32,W7; all of them by default")
    parser.add_argument("--peers", metavar="NAME,…", help="only these peers, by any part of their names, such as c++,jax")
    parser.add_argument("--threads", default="1,2", metavar="N,…", help="numbers of threads (default 1,2)")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="repetitions of everything (default 5)")
    parser.add_argument("--quick", action="store_true", help="one round, without W4, W5 and growth, as a trial")
    parser.add_argument("--patience", type=float, default=900, metavar="SECONDS",
                        help="how long to wait in all for other processes to be quiet (default 900)")  # fmt: skip
    parser.add_argument("--results", type=Path, default=HERE / "RESULTS.md", metavar="FILE",
                        help="where the report goes; its records go beside it, with the suffix .jsonl")  # fmt: skip
    parser.add_argument("--keep", action="store_true", help="keep the records of works that are not measured now")
    parser.add_argument("--without-downhill", action="store_true", help="measure the peers alone")
    parser.add_argument("--check", action="store_true", help="measure nothing; check that all compute the same")
    parser.add_argument("--beside", type=Path, metavar="RECORDS", help="compare with the records of another run")
    parser.add_argument("--report", action="store_true", help="measure nothing; make the report from the records again")
    return parser.parse_args()


def main():
    options = arguments()
    if options.check:
        sys.exit(subprocess.call([sys.executable, CHECK]))
    options.results.parent.mkdir(parents=True, exist_ok=True)
    records = Records(records_path(options.results))
    if not options.report:
        measure(options, records)
    report.write(records, options.results, Records(options.beside) if options.beside else None)
    print(f"wrote {options.results}", file=sys.stderr)


def records_path(results):
    return results.with_name("results.jsonl") if results == HERE / "RESULTS.md" else results.with_suffix(".jsonl")


def measure(options, records):
    import downhill
    import machine
    from measuring import DOWNHILL, Measuring, Work, tell
    from participants import TROUBLE, peers

    works = [Work(workload.name, workload.task) for workload in read_workloads().values()] + [Work("W8", "cold")]
    if options.only:
        wanted = options.only.split(",")
        works = [work for work in works if any(work.name == name or work.name.startswith(f"{name}-") for name in wanted)]
    if options.quick:
        works = [work for work in works if not work.name.startswith(("W4", "W5"))]
    if not works:
        sys.exit(f"no such work: {options.only}")
    parts = (options.peers or "").lower().split(",")
    wanted_peers = [peer for peer in peers() if any(part in peer.name.lower() for part in parts)]
    threads = [int(count) for count in options.threads.split(",")]
    rounds = 1 if options.quick else options.rounds

    names = {work.name for work in works}
    records.forget(lambda line: not options.keep or line.get("work") in names and line.get("threads") in threads)
    versions = installed_versions()
    if not options.without_downhill:
        versions = {DOWNHILL: downhill.version()} | versions
    records.add("run", started=time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()), machine=machine.description(),
                versions=versions, command=shlex.join(["Benchmarks/run", *sys.argv[1:]]))  # fmt: skip

    def once(kind, measured):
        """One of the few things that need no repetition."""
        try:
            records.add(kind, **measured())
        except TROUBLE as trouble:
            records.add("failure", work=kind, threads=1, who=DOWNHILL, round=0, reason=str(trouble))
            tell(f"{kind}: failed: {trouble}")

    patience = machine.Patience(options.patience)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends like Ctrl-C, with a report
    everything = not (options.only or options.quick or options.without_downhill)
    try:
        if everything:
            tell("checking that everybody computes the same")
            once("equal", equality)
        with Measuring(wanted_peers, records, patience, not options.without_downhill) as measuring:
            for number in range(1, rounds + 1):
                tell(f"round {number} of {rounds}")
                measuring.round(number, works, threads)
        if everything:
            once("memory", lambda: {"bytes": downhill.memory()})
            once("bits", lambda: {"same": downhill.same_bits()})
            once("growth", lambda: {"curves": [dataclasses.asdict(curve) for curve in downhill.growth()]})
    except KeyboardInterrupt:
        tell("interrupted; the report holds what there is")


def equality():
    """What the check says of every peer, from a process of its own: this one stays without NumPy, and small."""
    process = subprocess.run([sys.executable, CHECK, "--json"], stdout=subprocess.PIPE, text=True)
    return {"peers": json.loads(process.stdout or "[]")}


def installed_versions():
    """What is pinned in requirements.txt, as it is installed."""
    lines = (line.split("#")[0].strip() for line in (HERE / "requirements.txt").read_text().splitlines())
    names = [line.split("==")[0] for line in lines if line]
    return {"Python": sys.version.split()[0]} | {name: importlib.metadata.version(name) for name in names}


if __name__ == "__main__":
    main()
