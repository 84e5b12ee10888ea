"""Networks to choose from: what `huoyan models` lists. A new one is a row of one of these tables."""

from __future__ import annotations

from huoyan.learn.networks.catalogue.anomalies import ANOMALY_ROWS
from huoyan.learn.networks.catalogue.classifiers import CLASSIFIERS
from huoyan.learn.networks.catalogue.detectors import DETECTOR_ROWS
from huoyan.learn.networks.catalogue.row import CatalogueRow

__all__ = ["CATALOGUE", "CatalogueRow"]

CATALOGUE: tuple[CatalogueRow, ...] = (*CLASSIFIERS, *DETECTOR_ROWS, *ANOMALY_ROWS)
