"""One number for a data set: what a model was trained on can be recognised again."""

from __future__ import annotations

import hashlib
import json
import unicodedata

from huoyan.data.dataset import Dataset, Sample
from huoyan.errors import DataError


def data_sha256(dataset: Dataset) -> str:
    """Hex sha256 over source, label names, split and content of every sample.

    The same wherever the folder lies and in whatever order it is listed; another bit in a picture, a
    moved sample or a renamed class changes it. Files are read whole: this costs what reading costs.
    """
    records = sorted(_record(sample, dataset.classes) for sample in dataset.samples)
    digest = hashlib.sha256()
    for record in records:
        digest.update(record.encode("utf-8", "surrogatepass"))
        digest.update(b"\n")
    return digest.hexdigest()


def pictures_sha256(dataset: Dataset) -> str:
    """Hex sha256 over the contents alone: the same pictures, whatever their names, labels and parts."""
    return hashlib.sha256("".join(sorted(map(content_sha256, dataset.samples))).encode()).hexdigest()


def _record(sample: Sample, classes: tuple[str, ...]) -> str:
    # JSON, because no text inside can then be taken for the border of a field. Unicode's composed form,
    # because macOS hands out names decomposed.
    source = unicodedata.normalize("NFC", sample.source)
    labels = sorted(unicodedata.normalize("NFC", classes[label]) for label in sample.labels)
    return json.dumps([source, labels, sample.split, content_sha256(sample)])


def content_sha256(sample: Sample) -> str:
    """Of the file's bytes, or of the shape and the values of pixels in memory."""
    if sample.pixels is not None:
        digest = hashlib.sha256(repr(sample.pixels.shape).encode())
        digest.update(sample.pixels.tobytes())
        return digest.hexdigest()
    assert sample.path is not None, "a sample has a path or pixels"
    try:
        with sample.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except PermissionError as error:
        raise DataError(
            f"{sample.path} may not be read (permission denied).", code="data.permission"
        ) from error
    except OSError as error:
        raise DataError(
            f"{sample.path} cannot be read ({error.strerror}); it was there when the data was opened.",
            code="data.missing",
        ) from error
