"""Numbers as people read them: three digits and a unit."""


def digits(value, count=3):
    """`value` with the given number of significant digits, never in powers of ten."""
    whole = len(str(int(abs(value))))
    return f"{value:.{max(0, count - whole)}f}" if abs(value) >= 1 else f"{value:.{count}g}"


def seconds(value):
    for unit, size in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)):
        if value >= size * 0.9995:
            return f"{digits(value / size)} {unit}"
    return f"{digits(value / 1e-9)} ns"


def factor(value):
    return f"{digits(value)}×"


def percent(value):
    return f"{100 * value:.0f} %"


def megabytes(value):
    return f"{digits(value / 1e6)} MB"
