"""Whether the camera itself is well: frozen, covered or gone."""

from __future__ import annotations

from huoyan.watch.health.health import CAMERA, Health, HealthLimits, is_end

__all__ = ["CAMERA", "Health", "HealthLimits", "is_end"]
