"""The two pictures of the report."""

import math
from dataclasses import dataclass

from svg import Drawing
from units import factor, seconds


@dataclass(frozen=True)
class Bar:
    name: str
    color: int
    median: float  # seconds


WIDTH, LEFT, RIGHT = 900, 128, 250  # of the picture; of the column of works; of the room for the longest bar's label
BAR, GAP, TOP, BOTTOM = 17, 12, 84, 30


def relative_times(path, title, groups):
    """Bars of every peer's time over Downhill's, on a logarithmic axis. `groups`: (work, Downhill's median, bars)."""
    height = TOP + sum(max(1, len(bars)) * BAR + GAP for _, _, bars in groups) + BOTTOM
    ratios = [bar.median / ours for _, ours, bars in groups for bar in bars] + [1]
    low, high = math.log10(min(ratios)) - 0.05, max(1.0, math.log10(max(ratios)))

    def x(ratio):
        return LEFT + (math.log10(ratio) - low) / (high - low) * (WIDTH - LEFT - RIGHT)

    drawing = Drawing(WIDTH, height, title)
    drawing.text(16, 28, title, "title")
    drawing.text(16, 50, "Each bar is a peer's median time divided by Downhill's; longer is slower. Logarithmic.", "quiet")
    bottom = height - BOTTOM
    for tick in ticks(10**low, 10**high):
        drawing.line(x(tick), TOP - 8, x(tick), bottom, "grid")
        drawing.text(x(tick), TOP - 14, f"{tick:g}×", "quiet", "middle")

    y = TOP
    for work, ours, bars in groups:
        drawing.text(16, y + 13, work, "heading")
        drawing.text(16, y + 29, seconds(ours), "quiet")
        for bar in bars:
            ratio = bar.median / ours
            start, end = sorted((x(1), x(ratio)))
            drawing.bar(start, y + 2, max(end - start, 1), BAR - 4, f"c{bar.color}")
            drawing.text(end + 6, y + 13, f"{bar.name}  {factor(ratio)}  ({seconds(bar.median)})")
            y += BAR
        y += GAP
    drawing.line(x(1), TOP - 8, x(1), bottom, "mark")
    drawing.text(x(1), bottom + 18, "Downhill", "c0 heading", "middle")
    drawing.write(path)


def ticks(low, high):
    """1, 2, 5, 10, … between the limits, thinned to what has room."""
    steps = (1, 2, 5) if high / low < 300 else (1, 3) if high / low < 3000 else (1,)
    exponents = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    return [step * 10.0**exponent for exponent in exponents for step in steps if low <= step * 10.0**exponent <= high * 1.001]


@dataclass(frozen=True)
class Curve:
    """How time grows: points (size, median seconds), the smallest first."""

    title: str
    unit: str  # of the times
    points: list[tuple[float, float]]

    @property
    def exponent(self):
        """The slope of the line through the logarithms that is nearest in squares."""
        xs, ys = ([math.log(pair[axis]) for pair in self.points] for axis in (0, 1))
        x_mean, y_mean = sum(xs) / len(xs), sum(ys) / len(ys)
        return sum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys)) / sum((x - x_mean) ** 2 for x in xs)


PANEL, PANEL_HEIGHT = 300, 330


def growth(path, title, curves):
    """A panel a curve: measured points, and the line of slope 1 through the largest."""
    drawing = Drawing(PANEL * len(curves) + 20, PANEL_HEIGHT + 70, title)
    drawing.text(16, 28, title, "title")
    explanation = "Dots: measured medians. Dashed: exactly in proportion, through the largest. Both axes logarithmic."
    drawing.text(16, 50, explanation, "quiet")
    for index, curve in enumerate(curves):
        panel(drawing, curve, left=10 + index * PANEL, top=70)
    drawing.write(path)


def panel(drawing, curve, left, top):
    left, right, bottom = left + 62, left + PANEL - 14, top + PANEL_HEIGHT - 46
    top += 26
    low_x, high_x = decades([size for size, _ in curve.points])
    low_y, high_y = decades([time for _, time in curve.points])

    def x(size):
        return left + (math.log10(size) - low_x) / (high_x - low_x) * (right - left)

    def y(time):
        return bottom - (math.log10(time) - low_y) / (high_y - low_y) * (bottom - top)

    drawing.text(left, top - 10, f"{curve.title}: exponent {curve.exponent:.2f}", "heading")
    for exponent in range(low_x, high_x + 1):
        drawing.line(x(10.0**exponent), top, x(10.0**exponent), bottom, "grid")
        drawing.text(x(10.0**exponent), bottom + 18, count(10**exponent), "quiet", "middle")
    for exponent in range(low_y, high_y + 1):
        drawing.line(left, y(10.0**exponent), right, y(10.0**exponent), "grid")
        drawing.text(left - 6, y(10.0**exponent) + 4, power_of_ten(exponent), "quiet", "end")
    drawing.text((left + right) / 2, bottom + 38, f"{curve.title} → {curve.unit}", "quiet", "middle")

    size, time = curve.points[-1]
    start = max(10.0**low_x, size * 10.0**low_y / time)  # where the line enters the panel
    drawing.line(x(start), y(time * start / size), x(size), y(time), "ideal")
    for point in curve.points:
        drawing.dot(x(point[0]), y(point[1]), "c0")


def decades(values):
    """The powers of ten around the values."""
    low, high = math.floor(math.log10(min(values)) + 1e-9), math.ceil(math.log10(max(values)) - 1e-9)
    return low, max(high, low + 1)


def power_of_ten(exponent):
    """10^exponent seconds: `100 µs`."""
    thousands = min(exponent // 3, 0)
    return f"{10 ** (exponent - 3 * thousands)} {['s', 'ms', 'µs', 'ns', 'ps'][-thousands]}"


def count(value):
    for unit, size in (("M", 1_000_000), ("k", 1_000)):
        if value >= size:
            return f"{value // size}{unit}"
    return str(value)
