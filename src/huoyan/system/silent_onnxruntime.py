"""onnxruntime without its telemetry.

Builds of Linux tell their maker of each use, too (seen of 1.32.0): while it is imported it lays an identity
into the folder for temporary files (`.ses`), and then looks for a server of its maker. Nobody asked for it.
"""

from __future__ import annotations

import os
import threading
from typing import Any

_OFF = "ORT_DISABLE_TELEMETRY"
_importing = threading.Lock()


def silent_onnxruntime() -> Any:
    """The module. Raises ImportError.

    The variable is read while it is imported, and the environment is the caller's again afterwards. Where the
    caller has imported it before, what it would tell of us is switched off.
    """
    with _importing:
        given = os.environ.get(_OFF)
        os.environ[_OFF] = "1"
        try:
            import onnxruntime
        finally:
            if given is None:
                del os.environ[_OFF]
            else:
                os.environ[_OFF] = given
    onnxruntime.disable_telemetry_events()  # what its Windows builds have had on from the start
    return onnxruntime
