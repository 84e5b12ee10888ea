from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from huoyan.errors import UsageError
from huoyan.web.access.tls import check_tls

pytestmark = pytest.mark.skipif(
    not shutil.which("openssl"), reason="openssl makes the certificates; it is absent"
)


def pair(folder: Path, name: str) -> tuple[Path, Path]:
    cert, key = folder / f"{name}.pem", folder / f"{name}.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
         "-days", "2", "-subj", "/CN=localhost", "-keyout", key, "-out", cert],
        check=True, capture_output=True,
    )  # fmt: skip
    return cert, key


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    _, key = pair(folder, "a")
    pair(folder, "b")
    lock = ["openssl", "pkey", "-in", key, "-aes256", "-passout", "pass:word", "-out", folder / "locked.key"]
    subprocess.run(lock, check=True, capture_output=True)
    (folder / "text.pem").write_text("no certificate")
    return folder


def test_a_pair_that_belongs_together_is_taken(made):
    assert check_tls(made / "a.pem", made / "a.key")
    assert not check_tls(None, None)


@pytest.mark.parametrize(
    ("cert", "key", "told"),
    [
        ("a.pem", None, "--tls-key is missing"),
        (None, "a.key", "--tls-cert is missing"),
        ("a.pem", "b.key", "is not the key of the certificate"),
        ("a.pem", "locked.key", "locked with a password"),
        ("text.pem", "a.key", "cannot be used"),
        ("a.pem", "text.pem", "cannot be used"),
        ("none.pem", "a.key", r"none\.pem cannot be read"),
        ("a.pem", ".", "cannot be read"),
    ],
)
def test_a_pair_that_would_fail_is_told_before_the_start(made, cert, key, told):
    with pytest.raises(UsageError, match=told) as caught:
        check_tls(cert and made / cert, key and made / key)
    assert caught.value.code == "usage.tls"
