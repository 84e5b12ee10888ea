"""The mean of a figure over repeated cross-validation, with the interval of Nadeau and Bengio.

Folds share most of their training pictures, so that their figures are not independent: the plain interval of
ten values is far too narrow. Nadeau and Bengio 2003 (Machine Learning 52, p. 239, "corrected resampled
t-test") take the variance of the mean as (1/J + answered/taught) s^2, with Student's t of J - 1 degrees of
freedom. For divisions in which every picture is answered as often: Bouckaert and Frank 2004 (PAKDD, p. 3).
"""

from __future__ import annotations

import math

import numpy as np

from huoyan.metrics.checks import refuse
from huoyan.metrics.intervals.proportions import t_quantile
from huoyan.results import Estimate
from huoyan.words import Message


def over_folds(values: np.ndarray, *, answered: float, taught: float) -> Estimate:
    """The mean of `values` (J,), one a fold: of a figure, or of differences of two trainings on the same
    fold.

    answered, taught: pictures that a fold answers and learns from, in the mean.
    """
    if len(values) < 2 or answered <= 0 or taught <= 0:
        raise refuse(Message("metric.folds", n=len(values), answered=answered, taught=taught))
    value = float(values.mean())
    variance = (1 / len(values) + answered / taught) * float(values.var(ddof=1))
    half = t_quantile(len(values) - 1) * math.sqrt(variance)
    return Estimate(value, value - half, value + half, len(values))
