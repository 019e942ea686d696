"""The participants, Downhill and its peers, and how each is asked for one repetition."""

import json
import os
import selectors
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import machine

PEERS = Path(__file__).resolve().parents[1] / "peers"
MNIST = PEERS.parents[1] / "Sources" / "CMNIST"
PATIENCE = 900  # seconds that one request may take

TRAINING = frozenset({"train", "gradient", "cold"})
ANSWERING = frozenset({"answer-one", "answer-all"})
PRODUCT = frozenset({"product"})


class Failed(Exception):
    """A participant failed at its task; the reason is a sentence for the report."""


# How a participant may fail: it reports an error, has ended, or writes something unreadable.
TROUBLE = (Failed, OSError, ValueError, LookupError)


@dataclass(frozen=True)
class Peer:
    name: str
    tasks: frozenset
    command: list[str] = field(hash=False)  # answers the requests of peers/serving.py
    cold: list[str] = field(hash=False, default_factory=list)  # trains from a cold start, given a seed


def peers():
    """Every peer, in the order of the report's columns."""
    python = [str(Path(os.environ["BENCHMARKS_VENV"]) / "bin" / "python")]
    build = Path(os.environ["BENCHMARKS_BUILD"])

    def script(name):
        return [*python, str(PEERS / name)]

    return [
        Peer("C++ over OpenBLAS", TRAINING | ANSWERING | PRODUCT,
             [str(build / "peer"), str(MNIST), str(PEERS.parent / "workloads.txt")], [str(build / "cold"), str(MNIST)]),
        Peer("JAX", TRAINING | ANSWERING, script("jax_peer.py"), script("cold_jax.py")),
        Peer("NumPy", TRAINING | ANSWERING | PRODUCT, script("numpy_peer.py"), script("cold_numpy.py")),
        Peer("PyTorch", TRAINING | ANSWERING, script("torch_peer.py"), script("cold_torch.py")),
        Peer("onnxruntime", ANSWERING, script("onnx_peer.py")),
    ]  # fmt: skip


class PeerProcess:
    """One peer, running with one number of threads."""

    def __init__(self, peer, threads):
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            machine.pinned(peer.command, threads), env=machine.environment(threads), text=True, bufsize=1,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, start_new_session=True,
        )  # fmt: skip
        self.prepared = set()

    @property
    def id(self):
        return self.process.pid

    def prepare(self, work):
        """What the peer reports after its warm-up: for training its accuracy. Nothing if it was prepared before."""
        if work in self.prepared:
            return {}
        answer = self.ask(f"prepare {work}")
        self.prepared.add(work)
        return answer

    def ask(self, request):
        try:
            self.process.stdin.write(request + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            raise Failed(f"ended: {self.last_words()}") from None
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            if not selector.select(PATIENCE):
                self.stop()
                raise Failed(f"no answer in {PATIENCE} s")
        line = self.process.stdout.readline()
        if not line:
            raise Failed(f"ended: {self.last_words()}")
        answer = json.loads(line)
        if "error" in answer:
            raise Failed(answer["error"])
        return answer

    @property
    def is_running(self):
        return self.process.poll() is None

    def last_words(self):
        self.process.wait()
        self.errors.seek(0)
        lines = self.errors.read().strip().splitlines()
        return lines[-1] if lines else f"status {self.process.returncode}"

    def stop(self):
        self.process.kill()
        self.process.wait()


def run(command, threads, timeout=PATIENCE):
    """Runs a command to its end: its standard output and its wall-clock seconds."""
    start = time.perf_counter()
    process = subprocess.Popen(
        machine.pinned(command, threads), env=machine.environment(threads), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    try:
        output, errors = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        raise Failed(f"not done in {timeout} s") from None
    finally:
        seconds = time.perf_counter() - start
        if process.poll() is None:
            process.kill()
            process.wait()
    if process.returncode:
        lines = (errors or output).strip().splitlines()
        raise Failed(f"status {process.returncode}: {lines[-1] if lines else ''}")
    return output, seconds


def run_cold(command, seed, threads):
    """One cold start: its wall-clock seconds and the accuracy it reports."""
    output, seconds = run([*command, str(seed)], threads)
    told = json.loads(output.splitlines()[-1])
    return {"seconds": seconds, "accuracy": told.get("accuracy", told.get("testAccuracy")), "steps": told["steps"]}


def peak_memory(command, threads):
    """The peak resident set of a command, in bytes, by GNU time's way: wait4 of a child that does nothing else."""
    silence = [(os.POSIX_SPAWN_OPEN, descriptor, "/dev/null", os.O_WRONLY, 0) for descriptor in (1, 2)]
    command = machine.pinned(command, threads)
    process = os.posix_spawnp(command[0], command, machine.environment(threads), file_actions=silence)
    _, status, usage = os.wait4(process, 0)
    if status:
        raise Failed(f"status {os.waitstatus_to_exitcode(status)}")
    return usage.ru_maxrss * 1024
