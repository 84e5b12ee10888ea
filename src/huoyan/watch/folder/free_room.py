"""Room on the disk that pictures and clips leave free: alarms come first."""

from __future__ import annotations

import shutil
from pathlib import Path

FREE_BYTES = 64 << 20


def has_room(folder: Path, free_bytes: int = FREE_BYTES) -> bool:
    """For a picture or a clip, beside so many bytes that stay free; none in a folder that is gone."""
    try:
        return shutil.disk_usage(folder).free >= free_bytes
    except OSError:
        return False
