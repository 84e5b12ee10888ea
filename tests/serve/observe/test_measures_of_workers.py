"""What several processes have measured is told by each of them."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

from answering_server import call
from making import colour_artifact, encoded, photo
from serving_process import ServingProcess, serving, wait_until

PICTURE = encoded(photo(), "JPEG")


def counted(server: ServingProcess, series: str) -> set[float]:
    """What several calls of /metrics say, of whichever worker answers."""
    pages = [call(f"{server.address}/metrics").body.decode() for _ in range(8)]
    told = [re.findall(rf"^{re.escape(series)} (\S+)$", page, re.MULTILINE) for page in pages]
    return {float(found[0]) if found else 0.0 for found in told}


def test_each_worker_tells_for_all_and_what_one_had_counted_outlives_it(tmp_path: Path, monkeypatch):
    colour_artifact(tmp_path / "one" / "model")
    kept = tmp_path / "kept"
    kept.mkdir()
    monkeypatch.setenv("TMPDIR", str(kept))
    with serving(tmp_path / "one", "--workers", "2") as server:
        for _ in range(20):
            assert server.post("one", PICTURE).status == 200
        assert counted(server, 'huoyan_batch_pictures_sum{model="one"}') == {20.0}
        assert counted(server, 'huoyan_queue_pictures{model="one"}') == {0.0}
        os.kill(worker_of(server), signal.SIGKILL)
        assert server.told("another takes its place")
        assert wait_until(lambda: counted(server, 'huoyan_batch_pictures_sum{model="one"}') == {20.0})
        assert server.end() == 0
    assert list(kept.iterdir()) == []


def worker_of(server: ServingProcess) -> int:
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text()
    return int(children.split()[0])
