"""The table of workloads.txt."""

from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).resolve().parents[1] / "workloads.txt"


@dataclass(frozen=True)
class Workload:
    name: str
    task: str
    layers: list[int]  # neurons, from input to output
    activation: str
    cost: str
    optimizer: str
    rate: float
    batch: int
    count: int

    @property
    def calls(self):
        """How often a repetition does what is timed: training, with all its steps, once."""
        return 1 if self.task == "train" else self.count


def read_workloads():
    """Every workload by its name, in the table's order."""
    rows = (line.split() for line in TABLE.read_text().splitlines() if line and not line.startswith("#"))
    return {
        name: Workload(name, task, [int(size) for size in layers.split("-")], activation, cost, optimizer,
                       float(rate), int(batch), int(count))
        for name, task, layers, activation, cost, optimizer, rate, batch, count in rows
    }  # fmt: skip
