"""Makes the oracles of metrics: what scikit-learn says of answers, and the temperatures that SciPy finds.

  classification-metrics.json, label-metrics.json, regression-metrics.json, temperatures.json

Versions: Python 3.11, scikit-learn, SciPy and NumPy as pinned in metrics-requirements.txt. Every case is drawn from a
generator seeded with its own name, so adding a case changes no other. What scikit-learn leaves undefined is null.

    python3 Scripts/oracles/metrics.py
"""

import math
import warnings
from random import Random

import numpy as np
from scipy import optimize, special
from sklearn import metrics
from sklearn.utils.stats import _weighted_percentile

import oracle_file

warnings.filterwarnings("ignore")  # of what is undefined


def defined(value):
    """NaN is null."""
    if isinstance(value, (list, tuple, np.ndarray)):
        return [defined(element) for element in value]
    return None if math.isnan(value) else float(value)


def draw_weights(random, kind, count):
    """Multiples of 1/8, whose sums are exact, or any numbers; either with zeros, but one is above 0."""
    if kind == "none":
        return None
    draw = {"eighths": lambda: random.randrange(0, 17) / 8, "any": lambda: round(random.expovariate(1), 3) * random.choice((0, 1, 1, 1))}
    weights = [draw[kind]() for _ in range(count)]
    return weights if sum(weights) > 0 else weights[:-1] + [1.0]


# Classification


def draw_probabilities(random, style, rows, outputs):
    """Rows that add up to 1: tied, of six digits, 0 and 1 only, or from everywhere between 0 and 1."""
    def row():
        columns = max(outputs, 2)
        if style == "certain":
            parts = [0] * columns
            parts[random.randrange(columns)] = 1
        elif style == "tied":
            cuts = sorted(random.randrange(0, 9) for _ in range(columns - 1))
            parts = [(b - a) / 8 for a, b in zip([0] + cuts, cuts + [8])]
        elif style == "extreme":
            logits = [random.uniform(-60, 60) for _ in range(columns)]
            parts = special.softmax(logits).tolist()
        else:
            # The sum is not quite 1, which nobody may mend.
            parts = [round(p, 6) for p in special.softmax([random.gauss(0, 1.5) for _ in range(columns)]).tolist()]
        return parts[1:2] if outputs == 1 else [float(p) for p in parts]

    return [p for _ in range(rows) for p in row()]


def classification(name, rows, outputs, style="smooth", weighting="none", threshold=None, labels=None, single=False):
    random = Random(name)
    classes = max(outputs, 2)
    given = draw_probabilities(random, style, rows, outputs)
    if single:
        given = [float(np.float32(p)) for p in given]
    p = np.array(given).reshape(rows, outputs)
    drawn = [random.choice(labels or range(classes)) for _ in range(rows)]
    # Half of them are what the probabilities say, so that there is something to find.
    best = (p[:, 0] > 0.5).astype(int) if outputs == 1 else p.argmax(axis=1)
    y = np.array([int(best[i]) if labels is None and random.random() < 0.5 else drawn[i] for i in range(rows)])
    weights = draw_weights(random, weighting, rows)
    w = None if weights is None else np.array(weights)

    two = np.stack([1 - p[:, 0], p[:, 0]], axis=1) if outputs == 1 else p
    if classes == 2 and (outputs == 1 or threshold is not None):
        a = (two[:, 1] > (0.5 if threshold is None else threshold)).astype(int)
    else:
        a = two.argmax(axis=1)
    column = p[:, 0] if outputs == 1 else p
    every = list(range(classes))
    loss = metrics.log_loss(y, column, labels=every, sample_weight=w)
    if single:
        # scikit-learn computes in float32 where it is given that; this is the same in float64.
        epsilon = float(np.finfo(np.float32).eps)
        exact = np.average(-np.log(np.clip(two[np.arange(rows), y], epsilon, 1 - epsilon)), weights=w)
        assert abs(exact - metrics.log_loss(y, column.astype(np.float32), labels=every, sample_weight=w)) < 1e-5 * max(1, exact)
        loss = exact
    if outputs == 1:
        brier = metrics.brier_score_loss(y, column, pos_label=1, sample_weight=w)
    else:
        brier = metrics.brier_score_loss(y, column, labels=every, sample_weight=w)

    scores = metrics.precision_recall_fscore_support(y, a, labels=every, zero_division=np.nan, sample_weight=w)
    macro = metrics.precision_recall_fscore_support(y, a, average="macro", zero_division=0, sample_weight=w)[:3]
    one = np.ones(rows) if w is None else w
    hasAll = all(one[y == c].sum() > 0 for c in every)
    hasYes = one[y == 1].sum() > 0
    if classes == 2:
        area = metrics.roc_auc_score(y, two[:, 1], sample_weight=w) if hasAll else math.nan
        average = metrics.average_precision_score(y, two[:, 1], sample_weight=w) if hasYes else math.nan
    else:
        area = metrics.roc_auc_score(y, p, multi_class="ovr", labels=every, sample_weight=w) if hasAll else math.nan
        average = metrics.average_precision_score(y, p, sample_weight=w) if hasAll else math.nan

    roc = precisionRecall = None
    if weighting != "any" and hasAll:
        rates = metrics.roc_curve(y == 1, two[:, 1], sample_weight=w)
        assert rates[2][0] == math.inf
        roc = [[float(x) for x in point] for point in zip(rates[2], rates[0], rates[1])][1:]
        curve = metrics.precision_recall_curve(y == 1, two[:, 1], sample_weight=w, drop_intermediate=True)
        precisionRecall = [[float(x) for x in point] for point in zip(curve[2], curve[1], curve[0])][::-1]

    bins, error = calibration(y, a, two, one)
    return {
        "name": name, "single": single, "outputCount": outputs, "threshold": threshold, "probabilities": given, "labels": y.tolist(),
        "weights": weights,
        "accuracy": metrics.accuracy_score(y, a, sample_weight=w),
        "balancedAccuracy": metrics.balanced_accuracy_score(y, a, sample_weight=w),
        "matthewsCorrelation": metrics.matthews_corrcoef(y, a, sample_weight=w),
        "confusion": [float(x) for x in metrics.confusion_matrix(y, a, labels=every, sample_weight=w).ravel()],
        "precision": defined(scores[0]), "recall": defined(scores[1]), "f1": defined(scores[2]), "macro": defined(macro),
        "logLoss": float(loss), "brierScore": float(brier), "calibrationError": error, "bins": bins,
        "areaUnderROC": defined(area), "averagePrecision": defined(average), "roc": roc, "precisionRecall": precisionRecall,
    }


def calibration(y, a, two, weights, count=15):
    """Equation 3 of Guo et al. 2017, over bins ((m − 1)/15, m/15]; scikit-learn has no such metric."""
    confidence = two[np.arange(len(y)), a]
    edges = np.array([m / count for m in range(count + 1)])
    index = np.maximum(np.searchsorted(edges, confidence, side="left") - 1, 0)
    bins, error = [], 0.0
    for m in range(count):
        w = weights * (index == m)
        if w.sum() > 0:
            accuracy, mean = float(np.average(y == a, weights=w)), float(np.average(confidence, weights=w))
            bins.append([m, float(w.sum()), accuracy, mean])
            error += w.sum() * abs(accuracy - mean)
    return bins, float(error / weights.sum())


def classifications():
    for outputs in (1, 2, 3, 5):
        for style in ("smooth", "tied", "certain", "extreme"):
            for weighting in ("none", "eighths", "any"):
                yield classification(f"{outputs} {style} {weighting}", 12 + 2 * outputs, outputs, style, weighting)
    for outputs in (1, 2, 4):
        yield classification(f"{outputs} single row", 1, outputs)
        yield classification(f"{outputs} single row of weight", 1, outputs, weighting="any")
        yield classification(f"{outputs} all one class", 9, outputs, labels=[0])
        yield classification(f"{outputs} all class 1, weighted", 9, outputs, labels=[1], weighting="any")
        yield classification(f"{outputs} single precision", 12, outputs, single=True, weighting="any")
        yield classification(f"{outputs} single precision, extreme", 12, outputs, "extreme", single=True)
    for labels in ([0, 2], [1, 3], [2, 3]):
        yield classification(f"absent classes, but {labels}", 14, 4, "tied", labels=labels)
        yield classification(f"absent classes, but {labels}, weighted", 14, 4, "tied", "any", labels=labels)
    for threshold in (0.0, 0.125, 0.8, 1.0):
        for outputs in (1, 2):
            yield classification(f"{outputs} above {threshold}", 14, outputs, "tied", "eighths", threshold=threshold)
    yield classification("many ties", 60, 1, "tied", "eighths")
    yield classification("many", 60, 1)


# Labels


def labels(name, rows, count, style, weighting):
    random = Random(name)
    p = np.array(draw_probabilities(random, style, rows * count, 1)).reshape(rows, count)
    y = np.array([[int(random.random() < (0.2 + 0.6 * (x > 0.5))) for x in row] for row in p])
    if style == "certain":
        y[:, -1] = 0  # a label that is never on
    weights = draw_weights(random, weighting, rows)
    w = None if weights is None else np.array(weights)
    a = (p > 0.5).astype(int)
    loss = np.mean([metrics.log_loss(y[:, k], p[:, k], labels=[0, 1], sample_weight=w) for k in range(count)])
    scores = [
        metrics.precision_recall_fscore_support(y[:, k], a[:, k], labels=[1], zero_division=np.nan, sample_weight=w)
        for k in range(count)]  # fmt: skip
    macro = metrics.precision_recall_fscore_support(y, a, average="macro", zero_division=0, sample_weight=w)[:3]
    # The means of all labels, where each is on in some row that counts, and off in another.
    counts = np.ones(rows) if w is None else w
    on = counts @ y
    is_on, is_off = (on > 0).all(), (counts.sum() - on > 0).all()
    area = metrics.roc_auc_score(y, p, average="macro", sample_weight=w) if is_on and is_off else math.nan
    average = metrics.average_precision_score(y, p, average="macro", sample_weight=w) if is_on else math.nan
    return {
        "name": name, "labelCount": count, "probabilities": p.ravel().tolist(), "isOn": y.ravel().tolist(), "weights": weights,
        "subsetAccuracy": metrics.accuracy_score(y, a, sample_weight=w),
        "precision": defined([s[0][0] for s in scores]), "recall": defined([s[1][0] for s in scores]),
        "f1": defined([s[2][0] for s in scores]), "macro": defined(macro), "logLoss": float(loss),
        "hammingLoss": float(metrics.hamming_loss(y, a, sample_weight=w)),
        "areaUnderROC": defined([area])[0], "averagePrecision": defined([average])[0],
    }


# Regression


def regression(name, rows, count, style, weighting):
    random = Random(name)
    if style == "counts":
        y = [[float(random.randrange(0, 6)) for _ in range(count)] for _ in range(rows)]
        a = [[round(abs(x + random.gauss(0, 1)) + 0.01, 6) for x in row] for row in y]
    elif style == "constant":
        # 0.5, whose mean is exact; the second target is always answered exactly.
        y = [[0.5] * count for _ in range(rows)]
        a = [[0.5 if k == 1 else random.randrange(8) / 8 for k in range(count)] for _ in range(rows)]
    elif style == "tied":
        y = [[random.randrange(-4, 5) / 2 for _ in range(count)] for _ in range(rows)]
        a = [[x + random.randrange(-2, 3) / 2 for x in row] for row in y]
    else:
        size = 10.0 ** random.randrange(-6, 7)
        y = [[random.gauss(3, 1) * size for _ in range(count)] for _ in range(rows)]
        a = [[x + random.gauss(0.1, 0.5) * size for x in row] for row in y]
    y, a = np.array(y), np.array(a)
    weights = draw_weights(random, weighting, rows)
    w = None if weights is None else np.array(weights)
    settings = dict(sample_weight=w, multioutput="raw_values")
    averages = dict(sample_weight=w)
    taus = [0.1, 0.5, 0.95]
    levels = [0.0, 0.25, 0.5, 0.9, 1.0]
    one = np.ones(rows) if w is None else w
    deviances = None
    if y.min() >= 0 and a.min() > 0:
        deviances = [float(metrics.mean_poisson_deviance(y[:, k], a[:, k], sample_weight=w)) for k in range(count)]
    quantiles = [float(_weighted_percentile(y[:, k] - a[:, k], one, 100 * q, average=True)) for k in range(count) for q in levels]
    return {
        "name": name, "targetCount": count, "targets": y.ravel().tolist(), "predictions": a.ravel().tolist(), "weights": weights,
        "absolute": defined(metrics.mean_absolute_error(y, a, **settings)),
        "squared": defined(metrics.root_mean_squared_error(y, a, **settings)),
        "median": defined(metrics.median_absolute_error(y, a, **settings)),
        "residual": defined(np.average(y - a, axis=0, weights=w)),
        "pinball": [defined(metrics.mean_pinball_loss(y, a, alpha=tau, **settings)) for tau in taus],
        "poisson": deviances,
        "rSquared": defined(metrics.r2_score(y, a, **settings)) if rows > 1 else None,
        "means": [
            float(metrics.mean_absolute_error(y, a, **averages)), float(metrics.root_mean_squared_error(y, a, **averages)),
            float(metrics.median_absolute_error(y, a, **averages)), defined(metrics.r2_score(y, a, **averages)),
        ],
        "quantiles": defined(quantiles),
    }  # fmt: skip


# Temperatures


def temperature(name, rows, outputs, scale, weighting):
    """The zero of the derivative of the log loss by ln T, by Brent's method."""
    random = Random(name)
    classes = max(outputs, 2)
    z = np.array([[round(random.gauss(0, scale), 4) for _ in range(outputs)] for _ in range(rows)])
    two = np.concatenate([np.zeros((rows, 1)), z], axis=1) if outputs == 1 else z
    y = np.array([int(two[i].argmax()) if random.random() < 0.6 else random.randrange(classes) for i in range(rows)])
    weights = draw_weights(random, weighting, rows)
    w = np.ones(rows) if weights is None else np.array(weights)
    right = two[np.arange(rows), y]

    def loss(u):
        scaled = two * math.exp(-u)
        return float(np.average(special.logsumexp(scaled, axis=1) - right * math.exp(-u), weights=w))

    def slope(u):
        p = special.softmax(two * math.exp(-u), axis=1)
        return float(np.average(np.sum(p * (two - right[:, None]), axis=1), weights=w))

    u = optimize.brentq(slope, -30, 30, xtol=1e-15, rtol=8.9e-16)
    assert abs(optimize.minimize_scalar(loss, bracket=(u - 1, u + 1)).x - u) < 1e-6
    return {
        "name": name, "outputCount": outputs, "logits": z.ravel().tolist(), "labels": y.tolist(), "weights": weights,
        "temperature": math.exp(u), "logLoss": loss(u),
    }  # fmt: skip


if __name__ == "__main__":
    sk = "scikit-learn"
    oracle_file.write("classification-metrics.json", "cases", list(classifications()), sk)
    oracle_file.write(
        "label-metrics.json", "cases",
        [labels(f"{style} {weighting}", 8, 4, style, weighting)
         for style in ("smooth", "tied", "certain", "extreme") for weighting in ("none", "eighths", "any")]
        + [labels("single row", 1, 3, "smooth", "none"), labels("single label", 9, 1, "smooth", "any")],
        sk,
    )  # fmt: skip
    oracle_file.write(
        "regression-metrics.json", "cases",
        [regression(f"{style} {count} {rows} {weighting}", rows, count, style, weighting)
         for style in ("smooth", "tied", "counts", "constant") for count in (1, 3) for rows in (8, 9)
         for weighting in ("none", "eighths", "any")]
        + [regression(f"single row {weighting}", 1, 2, "smooth", weighting) for weighting in ("none", "any")],
        sk,
    )  # fmt: skip
    oracle_file.write(
        "temperatures.json", "cases",
        [temperature(f"{outputs} by {scale} {weighting}", 20, outputs, scale, weighting)
         for outputs in (1, 2, 4) for scale in (0.1, 1, 20) for weighting in ("none", "any")],
        "scipy",
    )  # fmt: skip
