"""A table as the peers read it: pandas, then scikit-learn's preparation of columns, in 32 bits."""

import numpy as np
import pandas
from sklearn.compose import ColumnTransformer, make_column_selector
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler


class Table:
    """Inputs and targets of the training rows, and what is needed to read others in the same way."""

    def __init__(self, work, path):
        self.work = work
        frame = self.read(path)
        self.columns = ColumnTransformer(
            [
                ("numbers", make_pipeline(SimpleImputer(), StandardScaler()), make_column_selector(dtype_include="number")),
                ("texts", OneHotEncoder(handle_unknown="ignore", sparse_output=False), make_column_selector(dtype_exclude="number")),
            ]
        )
        self.inputs = self.columns.fit_transform(frame.drop(columns=work.target)).astype(np.float32)
        values = frame[work.target].to_numpy()
        if work.is_regression:
            self.mean, self.deviation = values.mean(), values.std()
            self.targets = ((values - self.mean) / self.deviation).astype(np.float32)
        else:
            self.classes, self.targets = np.unique(values, return_inverse=True)

    def read(self, path):
        frame = pandas.read_csv(path).drop(columns=list(self.work.drop))
        return frame.astype({column: str for column in self.work.categories})

    def others(self, path):
        """Inputs and targets of other rows; targets are values in their own unit, or classes."""
        frame = self.read(path)
        return (
            self.columns.transform(frame.drop(columns=self.work.target)).astype(np.float32),
            frame[self.work.target].to_numpy(),
        )

    def values(self, outputs):
        """Answers in the target's own unit."""
        return np.ravel(outputs).astype(np.float64) * self.deviation + self.mean

    @property
    def output_count(self):
        return 1 if self.work.is_regression or len(self.classes) == 2 else len(self.classes)

    @property
    def sizes(self):
        return [self.inputs.shape[1], *self.work.hidden, self.output_count]


def draw(sizes, seed):
    """The weights to start from, as Downhill draws them for ReLU (He 2015, without the factor of 2 for the outputs)."""
    generator = np.random.default_rng(seed)
    layers = []
    for index, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        deviation = np.sqrt((1 if index == len(sizes) - 2 else 2) / inputs)
        layers.append(
            (
                generator.normal(0, deviation, (inputs, outputs)).astype(np.float32),
                np.zeros(outputs, np.float32),
            )
        )
    return layers
