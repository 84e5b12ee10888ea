"""What is said while a camera or a video is watched."""

from __future__ import annotations

from huoyan.words.watching import alarms, folder, rules, tracking

# Each area has a file of its own.
AREAS = (alarms.PHRASES, folder.PHRASES, rules.PHRASES, tracking.PHRASES)
