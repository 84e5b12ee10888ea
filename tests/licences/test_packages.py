"""What installed packages say of their licence."""

from __future__ import annotations

from importlib.metadata import Distribution
from pathlib import Path

import pytest

from huoyan.licences.kinds import kind_of
from huoyan.licences.packages import installed, licence_of_package, needed, version_of


def package(folder: Path, *lines: str, text: str = "") -> Distribution:
    info = folder / "some-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(
        "\n".join(["Metadata-Version: 2.4", "Name: some", "Version: 1.0", *lines]) + "\n"
    )
    (info / "RECORD").write_text("some-1.0.dist-info/LICENSE,,\n")
    (info / "LICENSE").write_text(text)
    return Distribution.at(info)


@pytest.mark.parametrize(
    ("lines", "text", "licence"),
    [
        (["License-Expression: MIT AND PSF-2.0", "License: other"], "", "MIT AND PSF-2.0"),
        (["License: BSD 2-Clause License"], "", "BSD 2-Clause License"),
        (["Classifier: License :: OSI Approved :: MIT License"], "", "MIT License"),
        (["Classifier: Topic :: Games"], "GNU General Public License", "GPL-2.0-or-later"),
        (["License: see the file"], "Permission is hereby granted, free of charge, to", "MIT"),
        (["License: see the file"], "on Tuesdays only", "see the file"),
        ([], "", None),
    ],
)
def test_the_most_exact_statement_counts(
    tmp_path: Path, lines: list[str], text: str, licence: str | None
) -> None:
    assert licence_of_package(package(tmp_path, *lines, text=text)) == licence


def test_a_package_without_metadata_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "lost-1.0.dist-info").mkdir()
    lost = Distribution.at(tmp_path / "lost-1.0.dist-info")
    assert licence_of_package(lost) is None
    assert version_of(lost) is None
    assert installed("") is None


def test_all_that_answers_is_listed_and_nothing_of_training() -> None:
    names = needed()
    assert {"huoyan", "numpy", "onnxruntime", "pillow"} <= {*names}
    assert not {"torch", "pytest"} & {*names}
    assert needed("no-such-package") == ()


def test_of_every_package_that_answers_the_licence_is_known_and_allows_commercial_use() -> None:
    for name in needed():
        found = installed(name)
        assert found is not None
        stated = licence_of_package(found)
        assert stated is not None, name
        assert kind_of(stated) in ("permissive", "copyleft"), (name, stated)
