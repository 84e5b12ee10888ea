"""schemathesis calls everything that the description promises, as promised and otherwise."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from foreign_clients import python_of

# Whatever is sent, nothing fails within the server, and every answer is one that the description knows.
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
    "unsupported_method",
    "allow_header_conformance",
)
# A caller who asks for an answer within a millisecond gets 504 in truth.
SETTINGS = """
[checks.not_a_server_error]
expected-statuses = ["2xx", "3xx", "4xx", 504]
"""


@pytest.mark.slow
def test_the_server_keeps_what_its_description_promises(address: str, tmp_path: Path):
    python = python_of("HUOYAN_SCHEMATHESIS", "schemathesis")
    settings = tmp_path / "schemathesis.toml"
    settings.write_text(SETTINGS)
    done = subprocess.run(
        [
            python, "-m", "schemathesis.cli", "--config-file", str(settings),
            "run", f"{address}/openapi.json",
            "--checks", ",".join(CHECKS),
            "--max-examples", "10", "--request-timeout", "60", "--seed", "1", "--continue-on-failure",
            "--warnings", "off",
        ],
        capture_output=True, text=True, check=False, timeout=280, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert " generated, " in done.stdout
