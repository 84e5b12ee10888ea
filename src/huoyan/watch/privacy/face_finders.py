"""Where faces are: YuNet or UltraFace, from an ONNX file of the user's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from huoyan.errors import UsageError
from huoyan.system.silent_onnxruntime import silent_onnxruntime
from huoyan.words import Message

# xyxy boxes (N, 4) of faces in pixels uint8 (H, W, 3) RGB.
FaceFinder = Callable[[np.ndarray], np.ndarray]
# Low: a face that is missed is seen by everybody, a thing that is taken for one costs a patch.
SURE = 0.3
OVERLAP = 0.5
LONGEST = 1280  # pixels: a larger frame is made smaller first; YuNet finds faces of 10 pixels and more


def open_face_finder(file: Path) -> FaceFinder:
    """Known by what its graph puts out. Raises UsageError usage.blur."""
    onnxruntime = silent_onnxruntime()
    try:
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3  # one of the two has much to say of its own graph
        session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime has classes of its own for every reason
        message = Message("watch.no_face_finder", file=file, names=" / ".join(FINDERS))
        raise UsageError(message, code="usage.blur") from error
    outputs = {each.name for each in session.get_outputs()}
    for first, opened in FINDERS.values():
        if first in outputs:
            return opened(file, session)
    message = Message("watch.no_face_finder", file=file, names=" / ".join(FINDERS))
    raise UsageError(message, code="usage.blur")


def _yunet(file: Path, session: Any) -> FaceFinder:
    """Wu, Peng, Yu 2023, "YuNet: A Tiny Millisecond-level Face Detector"."""
    level = cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)  # it warns of its own engine
    try:
        detector = cv2.FaceDetectorYN.create(str(file), "", (320, 320), SURE, OVERLAP, 5000)
    finally:
        cv2.utils.logging.setLogLevel(level)

    def find(pixels: np.ndarray) -> np.ndarray:
        scale = min(1.0, LONGEST / max(pixels.shape[:2]))
        size = max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale))
        small = pixels if scale == 1.0 else cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
        detector.setInputSize(size)
        _, found = detector.detect(cv2.cvtColor(small, cv2.COLOR_RGB2BGR))
        if found is None:
            return np.zeros((0, 4))
        xywh = found[:, :4] / scale
        return np.concatenate([xywh[:, :2], xywh[:, :2] + xywh[:, 2:]], axis=1)

    return find


def _ultraface(file: Path, session: Any) -> FaceFinder:
    """Ultra-Light-Fast-Generic-Face-Detector-1MB: the whole frame in 320 x 240, so large faces only."""
    (given,) = session.get_inputs()
    _, _, high, wide = given.shape

    def find(pixels: np.ndarray) -> np.ndarray:
        small = cv2.resize(pixels, (wide, high), interpolation=cv2.INTER_AREA).astype(np.float32)
        batch = ((small - 127) / 128).transpose(2, 0, 1)[None]
        scores, boxes = session.run(["scores", "boxes"], {given.name: batch})
        sure = scores[0, :, 1] >= SURE
        # Overlapping ones cover the same face: all of them are hidden.
        return np.asarray(boxes[0, sure] * np.tile(pixels.shape[1::-1], 2), np.float64)

    return find


# Name -> an output that only its graph has, and what opens it.
FINDERS: Mapping[str, tuple[str, Callable[[Path, Any], FaceFinder]]] = {
    "YuNet": ("kps_8", _yunet),
    "UltraFace": ("boxes", _ultraface),
}
