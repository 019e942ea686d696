"""What is trained: tables, networks and numbers of epochs. Every participant reads these lines."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Work:
    name: str
    target: str
    task: str  # classify or regress
    hidden: tuple
    batch: int
    epochs: int
    source: str  # where data.py finds it
    drop: tuple = ()
    categories: tuple = ()  # columns of numbers that name something
    goal_sklearn: float = 10  # times scikit-learn's speed
    goal_fastest: float = 2  # times the fastest peer's
    rate: float = 0.001

    @property
    def is_regression(self):
        return self.task == "regress"

    @property
    def measure(self):
        return "R²" if self.is_regression else "log loss"


WORKS = [
    Work("magic", "class", "classify", (100,), 128, 20, "keel"),
    Work("letter", "class", "classify", (100,), 128, 20, "keel"),
    Work("satimage", "class", "classify", (100,), 128, 20, "keel", goal_sklearn=8),
    Work("diamonds", "price", "regress", (64, 32), 128, 10, "plotnine"),
    Work("Bikeshare", "bikers", "regress", (64, 32), 64, 20, "ISLP", drop=("casual", "registered"), categories=("hr",)),
    Work("penguins", "species", "classify", (16,), 16, 50, "palmerpenguins", goal_sklearn=100),
    Work("mushroom", "class", "classify", (32,), 64, 10, "keel"),
]
def untuned(*names):
    """Tables without settings, and so without a network."""
    return [Work(name, "class", "classify", (), 0, 0, "keel") for name in names]


# What `--preset table` was chosen on, and what it is then compared on.
CHOICE_WORKS = untuned(
    "banana", "chess", "marketing", "penbased", "pima", "ring", "texture", "tic-tac-toe", "twonorm", "vehicle", "wdbc", "australian",
)  # fmt: skip
PRESET_WORKS = untuned(
    "contraceptive", "crx", "german", "letter", "magic", "optdigits", "phoneme", "satimage", "segment", "spambase", "splice",
    "vowel",
)  # fmt: skip
BY_NAME = {work.name: work for work in WORKS}
