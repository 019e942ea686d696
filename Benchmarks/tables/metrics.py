"""What answers are worth, by scikit-learn."""

import numpy as np
from sklearn.metrics import accuracy_score, log_loss, r2_score


def judge(work, targets, answers, classes=None):
    """The measure of a work. `answers` are values, or probabilities [rows, classes]."""
    if work.is_regression:
        return {"R²": r2_score(targets, answers)}
    answers = np.asarray(answers, np.float64)
    answers = answers / answers.sum(axis=1, keepdims=True)  # 32-bit probabilities add up to 1 only nearly
    return {
        "log loss": log_loss(targets, answers, labels=classes),
        "accuracy": accuracy_score(targets, np.asarray(classes)[answers.argmax(axis=1)]),
    }
