"""`digits`: a small real data set inside the package, so that a first run needs no download.

The 1,797 handwritten digits of 8x8 pixels that are the test part of "Optical Recognition of Handwritten
Digits" (E. Alpaydin and C. Kaynak, 1998, UCI Machine Learning Repository, doi 10.24432/C50P49), licensed
CC BY 4.0, as scikit-learn ships them. Changed here: the values 0..16 are scaled to 0..255 and rounded.

The file runs writer by writer (13 writers, other ones than those of the set's own training part), so the
last samples are by writers whom the first ones do not contain. The split keeps that order: 1,200 to train,
300 to validate, 297 to test. The test therefore asks for new hands, which a random split would not.

The two files were made from `sklearn.datasets.load_digits()` by writing the IDX header, then
`numpy.rint(images * (255 / 16))` and the targets as bytes, with `gzip.compress(..., 9, mtime=0)`; a test
compares them with scikit-learn's.
"""

from __future__ import annotations

from importlib.resources import files

from huoyan.data.dataset import Dataset, Split
from huoyan.data.formats.idx import dataset_of, parse

_CLASSES = tuple("0123456789")
_PARTS: tuple[tuple[Split, int, int], ...] = (("train", 0, 1200), ("val", 1200, 1500), ("test", 1500, 1797))


def digits() -> Dataset:
    """Grey pictures uint8 (8, 8), 0 paper to 255 ink, split by writer order; see the module."""
    folder = files("huoyan.data") / "embedded"
    images = parse((folder / "digits-images-idx3-ubyte.gz").read_bytes(), "the embedded digits")
    labels = parse((folder / "digits-labels-idx1-ubyte.gz").read_bytes(), "the embedded digits")
    return dataset_of("digits", [(s, images[a:b], labels[a:b]) for s, a, b in _PARTS], _CLASSES)
