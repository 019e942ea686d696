"""Coefficients and oracle numbers of the elementary functions.

  python3 -m venv .venv && .venv/bin/pip install mpmath
  .venv/bin/python Scripts/oracles/elementary.py coefficients   # prints what the Swift sources hold
  .venv/bin/python Scripts/oracles/elementary.py oracle > Tests/Oracles/elementary.json

Coefficients come from the Remez exchange in 60 digits: the polynomial whose largest weighted error is least. The oracle
numbers are the exact results, rounded once to Double; both arguments and results are stored as bit patterns.
"""

import json
import random
import struct
import sys

from mpmath import cos, cospi, erf, erfc, exp, expm1, fabs, log, log1p, lu_solve, matrix, mp, mpf, pi, sin, sqrt, tanh

mp.dps = 60


# Remez


def remez(function, weight, powers, low, high, rounds=8, grid=800):
  """The sum of c[i] x^powers[i] nearest to `function` on [low, high], and its largest error times `weight`."""
  count = len(powers) + 1
  low, high = mpf(low), mpf(high)
  middle, half = (low + high) / 2, (high - low) / 2
  nodes = [middle - half * cos(pi * (2 * i + 1) / (2 * count)) for i in range(count)]
  fine = [middle - half * cos(pi * mpf(i) / grid) for i in range(grid + 1)]
  values = [(x, function(x), weight(x)) for x in fine]
  for _ in range(rounds):
    system = matrix(count, count)
    right = matrix(count, 1)
    for row, x in enumerate(nodes):
      for column, power in enumerate(powers):
        system[row, column] = x**power
      system[row, count - 1] = (-1) ** row / weight(x)
      right[row] = function(x)
    solution = lu_solve(system, right)
    c = list(solution)[:-1]
    errors = [(sum(k * x**p for k, p in zip(c, powers)) - f) * w for x, f, w in values]
    extremes, start = [], 0
    for i in range(1, len(errors) + 1):
      if i == len(errors) or (errors[i] > 0) != (errors[start] > 0):
        extremes.append(max(range(start, i), key=lambda j: abs(errors[j])))
        start = i
    while len(extremes) > count:
      extremes.pop(0 if abs(errors[extremes[0]]) < abs(errors[extremes[-1]]) else -1)
    if len(extremes) < count:
      break
    nodes = [fine[i] for i in extremes]
  return c, max(abs(e) for e in errors)


def single(x):
  return struct.unpack("<f", struct.pack("<f", float(x)))[0]


def show(name, result, rounding=float):
  c, error = result
  print(f"{name}: error {float(error):.2g}")
  for k in c:
    print("   ", repr(float(k)) if rounding is float else "%.9g" % single(k))


# Coefficients


def mills(x):
  """Phi(-x) exp(x^2 / 2) for x >= 0: smooth, 1/2 at 0, about 1 / (x sqrt(2 pi)) far out."""
  if x > 1000:
    return (1 - 1 / x**2 + 3 / x**4 - 15 / x**6 + 105 / x**8) / (x * sqrt(2 * pi))
  return erfc(x / sqrt(2)) / 2 * exp(x * x / 2)


def scaled_mills(bend):
  """As a function of t = 1 - 2 s in [-1, 1], where s = bend / (x + bend)."""

  def function(t):
    s = (1 - t) / 2
    if s < mpf(10) ** -30:
      return 1 / (bend * sqrt(2 * pi))
    return mills(bend / s - bend) / s

  return function


def or_limit(function, limit):
  return lambda x: limit if fabs(x) < mpf(10) ** -18 else function(x)


def coefficients():
  half_log2 = log(2) / 2 * mpf("1.0001")
  third = lambda r: (exp(r) - 1 - r - r * r / 2) / r**3
  print("log 2, 33 bits and the rest:", repr(float(mpf(int(log(2) * 2**33)) / 2**33)),
    repr(float(log(2) - mpf(int(log(2) * 2**33)) / 2**33)))
  print("pi, rest:", repr(float(pi - mpf(float(pi)))))

  show("Double exp, (e^r - 1 - r - r^2/2) / r^3 in r",
    remez(or_limit(third, mpf(1) / 6), lambda r: fabs(r) ** 3 + mpf(10) ** -6, range(10), -half_log2, half_log2))
  edge = (sqrt(2) - 1) / (sqrt(2) + 1)
  atanh_rest = lambda z: (log((1 + sqrt(z)) / (1 - sqrt(z))) / sqrt(z) - 2) / z
  show("Double log, (log((1 + s)/(1 - s)) - 2 s) / s^3 in s^2",
    remez(or_limit(atanh_rest, mpf(2) / 3), lambda z: z + mpf(10) ** -4, range(8), 0, edge**2 * mpf("1.0001")))
  show("Double erf, erf(x)/x in x^2, |x| < 1",
    remez(or_limit(lambda z: erf(sqrt(z)) / sqrt(z), 2 / sqrt(pi)), lambda z: mpf(1), range(14), 0, 1))
  print("    2/sqrt(pi) - 1:", repr(float(2 / sqrt(pi) - 1)))
  cos_rest = lambda z: (cos(pi * sqrt(z)) - 1) / z
  show("Double cos(pi f), (cos(pi f) - 1)/f^2 in f^2, |f| <= 1/4",
    remez(or_limit(cos_rest, -pi**2 / 2), lambda z: z + mpf(10) ** -3, range(8), 0, mpf("0.0626")))
  sin_rest = lambda z: (sin(pi * sqrt(z)) / sqrt(z) - pi) / z
  show("Double sin(pi g), (sin(pi g) - pi g)/g^3 in g^2, |g| <= 1/4",
    remez(or_limit(sin_rest, -pi**3 / 6), lambda z: z + mpf(10) ** -3, range(7), 0, mpf("0.0626")))
  bend = mpf(5)
  f = scaled_mills(bend)
  show("Double Phi, bend 5, Phi(-x) exp(x^2/2) / s in t", remez(f, lambda t: 1 / f(t), range(24), -1, 1, grid=1500))

  show("Float exp, (e^r - 1 - r - r^2/2) / r^3 in r",
    remez(or_limit(third, mpf(1) / 6), lambda r: fabs(r) ** 3 + mpf(10) ** -4, range(4), -half_log2, half_log2), single)
  log_rest = lambda x: (log1p(x) - x + x * x / 2) / x**3
  show("Float log, (log(1 + f) - f + f^2/2) / f^3 in f",
    remez(or_limit(log_rest, mpf(1) / 3), lambda x: x * x + mpf(10) ** -4, range(9), sqrt(mpf(1) / 2) - 1, sqrt(2) - 1),
    single)
  plus_rest = lambda x: (log1p(x) - x) / x**2
  show("Float log(1 + e), (log(1 + e) - e) / e^2 in e",
    remez(or_limit(plus_rest, mpf(-1) / 2), lambda x: x + mpf(10) ** -3, range(10), 0, 1), single)
  center = lambda z: erf(sqrt(z / 2)) / 2 / sqrt(z)
  show("Float Phi, (Phi(x) - 1/2)/x in x^2, |x| < 4/5",
    remez(or_limit(center, 1 / sqrt(2 * pi)), lambda z: mpf(1), range(5), 0, mpf("0.64")), single)
  bend = mpf(4)
  f = scaled_mills(bend)
  show("Float Phi, bend 4, Phi(-x) exp(x^2/2) / s in t",
    remez(f, lambda t: 1 / f(t), range(10), -1, 1 - 2 * bend / (bend + 15)), single)


# Oracle


def bits(x):
  return "%016x" % struct.unpack("<Q", struct.pack("<d", x))[0]


def rounded(x):
  """The nearest Double, also where it is subnormal (mpmath's own conversion rounds twice there)."""
  if x == 0 or not (fabs(x) < mpf(2) ** -1022):
    return float(x)
  return float(int(mp.nint(x * mpf(2) ** 1074))) * 5e-324


def oracle():
  random.seed(20)
  spread = lambda low, high, n: [random.uniform(low, high) for _ in range(n)]
  sizes = lambda low, high, n: [random.choice((-1, 1)) * 2.0 ** random.uniform(low, high) for _ in range(n)]
  tiny = [5e-324, -5e-324, 2.2250738585072014e-308, -2.2250738585072014e-308, 1e-300, -1e-300]
  functions = {
    "exp": (exp, spread(-1, 1, 100) + spread(-745.2, 709.8, 150) + spread(-745.2, -708, 40) + sizes(-60, -1, 30) + tiny
      + [709.782712893384, -745.1332191019411, -708.3964185322641, 0.34657359027997264, -0.34657359027997264]),
    "expMinusOne": (expm1, spread(-2, 2, 150) + spread(-40, 709.7, 100) + sizes(-1000, 0, 60) + tiny),
    "log": (log, [abs(x) for x in sizes(-1074, 1024, 150) + sizes(-1, 1, 150) + tiny[::2]]
      + [1 + x for x in sizes(-52, -1, 60)] + [1.7976931348623157e308, 0.7071067811865476, 1.4142135623730951]),
    "logOnePlus": (log1p, spread(-0.9999, 3, 200) + sizes(-1000, -1, 80) + [abs(x) for x in sizes(0, 1023, 60)]
      + [-1 + abs(x) for x in sizes(-53, -1, 30)] + tiny),
    "tanh": (tanh, spread(-1, 1, 120) + spread(-25, 25, 150) + sizes(-1000, 5, 60) + tiny + [710.0, -710.0]),
    "erf": (erf, spread(-1.1, 1.1, 120) + spread(-7, 7, 150) + sizes(-1000, 3, 60) + tiny[2:] + [1.0, -1.0]),
    "normalCumulative": (lambda x: erfc(-x / sqrt(2)) / 2,
      spread(-38.6, 9, 200) + spread(-6, 6, 150) + sizes(-60, 0, 40) + tiny + [-38.0, -37.5, -38.4674]),
    "cosPi": (cospi, spread(-2, 2, 200) + spread(-1e6, 1e6, 60) + sizes(-60, 54, 80) + tiny
      + [0.5 + x for x in sizes(-40, -3, 40)] + [0.25, 0.75, 4503599627370495.5, 2251799813685247.75]),
  }
  table = {}
  for name, (function, points) in functions.items():
    mp.dps = 400 if name in ("expMinusOne", "logOnePlus", "tanh", "erf") else 60
    rows = []
    for x in sorted(set(points)):
      rows.append([bits(x), bits(rounded(function(mpf(x))))])
    table[name] = rows
  body = ",\n".join('"%s": [\n%s\n]' % (n, ",\n".join(json.dumps(r) for r in rows)) for n, rows in table.items())
  print("{\n" + body + "\n}")


if __name__ == "__main__":
  {"coefficients": coefficients, "oracle": oracle}[sys.argv[1]]()
