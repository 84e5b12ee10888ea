"""Data sets that are known by name. `digits` is in the package; the others are fetched when asked for.

MNIST: Y. LeCun, C. Cortes, C. J. C. Burges. Fashion-MNIST: H. Xiao, K. Rasul, R. Vollgraf, "Fashion-MNIST:
a novel image dataset for benchmarking machine learning algorithms" (2017), MIT licence.
CIFAR-10: see `cifar`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from huoyan.data.dataset import Dataset
from huoyan.data.formats.idx import IDX_NAMES, PAIRS, dataset_of, parse
from huoyan.data.named.cifar import read_archive
from huoyan.data.named.download import Remote, contents, spoken
from huoyan.data.named.embedded import digits
from huoyan.data.say import Say, to_stderr

DIGITS = tuple("0123456789")
CLOTHES = (
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
    "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
)  # fmt: skip

_IMAGES_LENGTH = {"train": 16 + 60_000 * 28 * 28, "test": 16 + 10_000 * 28 * 28}
_LABELS_LENGTH = {"train": 8 + 60_000, "test": 8 + 10_000}


def _idx_files(hosts: tuple[str, ...], *sha256: str) -> tuple[Remote, ...]:
    """The four files in the order of `idx.IDX_NAMES`, with the sha256 of their unpacked content."""
    lengths = [length[split] for split, *_ in PAIRS for length in (_IMAGES_LENGTH, _LABELS_LENGTH)]
    return tuple(
        Remote(f"{name}.gz", hosts, digest, length, packed=True)
        for name, digest, length in zip(IDX_NAMES, sha256, lengths, strict=True)
    )


MNIST = _idx_files(
    (
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
    ),
    "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
)
FASHION_MNIST = _idx_files(
    (
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
    ),
    "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
)
# The site gives md5 c32a1d4ab5d03f1284b67883e8d87530; the sha256 and length of that same archive are
# those that several other loaders list for it.
CIFAR10 = Remote(
    "cifar-10-binary.tar.gz",
    ("https://www.cs.toronto.edu/~kriz/",),
    "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
    170_052_171,
    packed=False,
)


def _digits(say: Say) -> Dataset:
    return digits()


def _mnist(say: Say) -> Dataset:
    return _from_idx("mnist", MNIST, DIGITS, say)


def _fashion_mnist(say: Say) -> Dataset:
    return _from_idx("fashion-mnist", FASHION_MNIST, CLOTHES, say)


def _cifar10(say: Say) -> Dataset:
    return read_archive(contents("cifar10", [CIFAR10], spoken(say))[0])


def _from_idx(name: str, remotes: Sequence[Remote], classes: Sequence[str], say: Say) -> Dataset:
    data = contents(name, remotes, spoken(say))
    arrays = [parse(content, remote.name) for content, remote in zip(data, remotes, strict=True)]
    return dataset_of(name, [("train", arrays[0], arrays[1]), ("test", arrays[2], arrays[3])], classes)


NAMED_SETS: dict[str, Callable[[Say], Dataset]] = {
    "digits": _digits,
    "mnist": _mnist,
    "fashion-mnist": _fashion_mnist,
    "cifar10": _cifar10,
}


def read_named(name: str, say: Say = to_stderr) -> Dataset:
    """The data set of that name, with its own split. Pixels are views of one array a split."""
    return NAMED_SETS[name](say)
