"""What finds what is unlike good pictures."""

from __future__ import annotations

from huoyan.learn.networks.catalogue.row import GOOD, CatalogueRow

ANOMALY_ROWS: tuple[CatalogueRow, ...] = (
    CatalogueRow("patchcore", None, None, None, None, "finds_unlike", None, GOOD),
)
