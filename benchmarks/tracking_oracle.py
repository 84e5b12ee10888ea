"""Tracks and figures of others, by the python of a venv that has them: `pip install trackers trackeval`.

    PYTHON benchmarks/tracking_oracle.py < request.json > answer.json

{"figures": [{"true": rows, "found": rows}, ...]}: HOTA, CLEAR and Identity of TrackEval over all sequences,
as {"hota": ..., "idf1": ..., "mota": ...}; a row is frame, number, xmin, ymin, xmax, ymax.
{"runs": [{"tracker": "bytetrack", "rate": 10, "sure": 0.5, "frames": [frame, ...]}, ...]}: the
tracks of roboflow's trackers, as [{"rows": rows, "ms_a_frame": ms}, ...]; a box is xmin, ymin, xmax,
ymax, score; a frame {"index": i, "seconds": s, "found": boxes}.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import numpy as np

Json = dict[str, Any]


def main() -> None:
    request = json.load(sys.stdin)
    if "figures" in request:
        answer: Any = figures(request["figures"])
    else:
        answer = [tracks(each) for each in request["runs"]]
    print("\n" + json.dumps(answer))  # below whatever they print


def figures(sequences: list[Json]) -> Json:
    from trackeval import metrics

    data = [compared(each) for each in sequences]
    combined: Json = {}
    for metric in (
        metrics.HOTA(),
        metrics.CLEAR({"PRINT_CONFIG": False}),
        metrics.Identity({"PRINT_CONFIG": False}),
    ):
        results = {str(at): metric.eval_sequence(each) for at, each in enumerate(data)}
        combined |= metric.combine_sequences(results)
    names = {
        "hota": "HOTA", "deta": "DetA", "assa": "AssA", "loca": "LocA", "ass_recall": "AssRe",
        "ass_precision": "AssPr", "det_recall": "DetRe", "det_precision": "DetPr", "mota": "MOTA",
        "motp": "MOTP", "idf1": "IDF1", "id_recall": "IDR", "id_precision": "IDP", "switched": "IDSW",
    }  # fmt: skip
    return {ours: float(np.mean(combined[theirs])) for ours, theirs in names.items()}


def compared(sequence: Json) -> Json:
    """The input of TrackEval's metrics."""
    from trackeval.datasets._base_dataset import _BaseDataset

    true, found = (np.array(sequence[name], np.float64).reshape(-1, 6) for name in ("true", "found"))
    of_true, of_found = (np.unique(rows[:, 1], return_inverse=True) for rows in (true, found))
    frames = sorted({*true[:, 0].tolist(), *found[:, 0].tolist()})
    at = [(true[:, 0] == frame, found[:, 0] == frame) for frame in frames]
    return {
        "num_tracker_dets": len(found),
        "num_gt_dets": len(true),
        "num_tracker_ids": len(of_found[0]),
        "num_gt_ids": len(of_true[0]),
        "num_timesteps": len(frames),
        "gt_ids": [of_true[1][here] for here, _ in at],
        "tracker_ids": [of_found[1][there] for _, there in at],
        "similarity_scores": [
            _BaseDataset._calculate_box_ious(true[here, 2:], found[there, 2:], box_format="x0y0x1y1")
            for here, there in at
        ],
    }


def tracks(request: Json) -> Json:
    import supervision
    from trackers import ByteTrackTracker, OCSORTTracker

    rate, sure = request["rate"], request["sure"]
    tracker = {
        "bytetrack": lambda: ByteTrackTracker(
            frame_rate=rate, track_activation_threshold=sure, high_conf_det_threshold=sure
        ),
        "ocsort": lambda: OCSORTTracker(
            frame_rate=rate, minimum_consecutive_frames=2, high_conf_det_threshold=sure
        ),
    }[request["tracker"]]()
    rows, seconds = [], 0.0
    for frame in request["frames"]:
        found = np.array(frame["found"], np.float64).reshape(-1, 5)
        given = supervision.Detections(
            found[:, :4].astype(np.float32), confidence=found[:, 4], class_id=np.zeros(len(found), int)
        )
        began = time.process_time()
        told = tracker.update(given, timestamp=frame["seconds"])
        seconds += time.process_time() - began
        for box, number in zip(told.xyxy.tolist(), told.tracker_id.tolist(), strict=True):
            if number >= 0:
                rows.append([frame["index"], number, *box])
    return {"rows": rows, "ms_a_frame": 1000 * seconds / max(len(request["frames"]), 1)}


if __name__ == "__main__":
    main()
