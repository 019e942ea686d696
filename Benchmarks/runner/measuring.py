"""Rounds of repetitions: in each round every participant does every work once, so that a slow minute affects all alike."""

import sys
from dataclasses import dataclass

import downhill
from machine import OtherLoad
from participants import TROUBLE, PeerProcess, run_cold

DOWNHILL = "Downhill"
TOO_SHORT = 0.2  # seconds; the processor's time is counted in hundredths, which tells nothing of a shorter repetition


@dataclass(frozen=True)
class Work:
    name: str
    task: str


class Measuring:
    def __init__(self, peers, records, patience, with_downhill):
        self.peers, self.records, self.patience, self.with_downhill = peers, records, patience, with_downhill
        self.processes = {}  # by peer's name and threads
        self.failed = set()  # (who, work, threads) that are not asked again

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.processes.values():
            process.stop()

    def round(self, number, works, thread_counts):
        """The order changes from round to round, so that it does not matter who follows whom."""
        for work in works:
            for threads in thread_counts:
                if work.task == "answer-one" and threads > 1:
                    continue  # a single image cannot be shared between threads
                everybody = [*self.peers, DOWNHILL] if self.with_downhill and work.task != "product" else list(self.peers)
                turn = number % len(everybody)
                for who in everybody[turn:] + everybody[:turn]:
                    if who == DOWNHILL or work.task in who.tasks:
                        self.repetition(number, work, threads, who)

    def repetition(self, number, work, threads, who):
        name = who if who == DOWNHILL else who.name
        if (name, work.name, threads) in self.failed:
            return
        try:
            result = self.timed(number, work, threads, who)
        except TROUBLE as trouble:
            self.failed.add((name, work.name, threads))
            self.records.add("failure", work=work.name, threads=threads, who=name, round=number, reason=str(trouble))
            tell(f"{work.name:14} {threads} {name:18} failed: {trouble}")
            return
        self.records.add("time", work=work.name, threads=threads, who=name, round=number, **result)
        tell(f"{work.name:14} {threads} {name:18} {result['seconds']:.4g} s   others {result['others']:.2f} cores")

    def timed(self, number, work, threads, who):
        """Seconds, what else there is to tell, and the cores that others used meanwhile (just before, if it was short)."""
        if work.task == "cold":
            return self.beside_others(lambda: run_cold(self.cold_command(who, threads), number, threads))
        if who == DOWNHILL:
            return self.beside_others(lambda: downhill.time(work.name, threads))
        process = self.process(who, threads)
        told = process.prepare(work.name)
        return told | self.beside_others(lambda: process.ask(f"time {work.name}"), process.id)

    def beside_others(self, repetition, process=None):
        others = self.patience.wait()
        load = OtherLoad(process)
        result = repetition()
        if load.elapsed >= TOO_SHORT:
            others = load.cores()
        return result | {"others": round(others, 3)}

    def cold_command(self, who, threads):
        return downhill.cold_command(threads) if who == DOWNHILL else who.cold

    def process(self, peer, threads):
        key = peer.name, threads
        if key not in self.processes or not self.processes[key].is_running:
            self.processes[key] = PeerProcess(peer, threads)
        return self.processes[key]


def tell(text):
    print(text, file=sys.stderr, flush=True)
