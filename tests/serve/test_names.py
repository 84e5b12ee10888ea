"""What served models are called."""

from __future__ import annotations

from pathlib import Path

import pytest

from huoyan.errors import UsageError
from huoyan.serve.names import models_named


def test_a_model_is_called_as_its_folder_or_as_it_is_told_to_be():
    assert list(models_named(["runs/digits", "果=runs/my fruit"])) == ["digits", "果"]


def test_a_folder_that_cannot_name_a_model_is_told_a_line_that_a_shell_takes():
    with pytest.raises(UsageError, match="Name it: NAME='runs/my fruit'"):
        models_named(["runs/my fruit"])


def test_a_name_that_is_given_twice_is_refused_with_both_folders(tmp_path: Path):
    with pytest.raises(UsageError, match="'a': one and two"):
        models_named(["a=one", "a=two"])
