"""Named data sets: embedded, from the cache, from a real server on this machine, or a clear error."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import os
import shutil
import tarfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from huoyan.data.arrays import stacked_pixels
from huoyan.data.dataset import Dataset
from huoyan.data.named import cifar, download
from huoyan.data.named.download import Remote, cache_folder, contents, spoken
from huoyan.data.named.sets import CIFAR10, CLOTHES, MNIST, NAMED_SETS
from huoyan.data.open import open_dataset, read_dataset
from huoyan.errors import DataError, DownloadError
from huoyan.words import told

Find = Callable[[str], Path]
Serve = Callable[[type[BaseHTTPRequestHandler] | partial[SimpleHTTPRequestHandler]], str]


def silent(_: str) -> None:
    pass


def quiet(name: str, done: int, total: int | None) -> None:
    pass


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, no mirror, and no proxy of this machine in the way."""
    monkeypatch.setenv("HUOYAN_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("HUOYAN_MIRROR", raising=False)
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    return tmp_path / "cache"


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts a real server on a free port of this machine and gives its URL."""
    started: list[tuple[ThreadingHTTPServer, Thread]] = []

    def start(handler: type[BaseHTTPRequestHandler] | partial[SimpleHTTPRequestHandler]) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        started.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server, thread in started:
        server.shutdown()
        thread.join()
        server.server_close()


class Files(SimpleHTTPRequestHandler):
    """Serves a folder without a word."""

    def log_message(self, *args: object) -> None:
        pass


def answering(status: int, body: bytes, promised: int | None) -> type[BaseHTTPRequestHandler]:
    """A server that gives `body` to every question and promises `promised` bytes (None: does not say)."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            if promised is not None:
                self.send_header("Content-Length", str(promised))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    return Answer


CONTENT = bytes(range(256)) * 20


def small(host: str, *, packed: bool = True, content: bytes = CONTENT) -> Remote:
    name = "train-images-idx3-ubyte.gz" if packed else "archive.tar.gz"
    return Remote(name, (f"{host}/",), hashlib.sha256(content).hexdigest(), len(content), packed)


def kept(cache: Path) -> list[str]:
    return sorted(path.name for path in cache.rglob("*") if path.is_file())


# --- digits


def test_embedded_digits_are_those_of_scikit_learn() -> None:
    from sklearn.datasets import load_digits

    reference = load_digits()
    dataset = open_dataset("digits", say=silent)
    array = stacked_pixels(dataset)
    assert array is not None
    assert np.array_equal(array, np.rint(reference.images * (255 / 16)).astype(np.uint8))
    assert np.array_equal(dataset.targets(), reference.target)
    assert (array.min(), array.max()) == (0, 255)


def test_digits_are_split_in_the_order_of_the_writers() -> None:
    said: list[str] = []
    dataset = open_dataset("digits", seed=5, say=said.append)
    assert [sample.split for sample in dataset.samples] == ["train"] * 1200 + ["val"] * 300 + ["test"] * 297
    assert dataset.classes == tuple("0123456789")
    assert said == []


# --- MNIST from real files


def test_mnist_comes_from_a_mirror_once_and_then_from_the_cache(
    cache: Path, serve: Serve, shared_data: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = shared_data("mnist/train-images-idx3-ubyte.gz").parent.parent
    monkeypatch.setenv("HUOYAN_MIRROR", serve(partial(Files, directory=str(root))))
    said: list[str] = []
    fetched = open_dataset("mnist", say=said.append)
    assert [line for line in said if "fetch" in line] == [
        line
        for remote, size in zip(MNIST, ("9.6", "0.0", "1.6", "0.0"), strict=True)
        for line in (f"fetching {remote.name} ({size} MB)", f"fetched {remote.name}")
    ]
    assert kept(cache) == sorted(remote.name for remote in MNIST)
    monkeypatch.setenv("HUOYAN_MIRROR", "http://127.0.0.1:9")
    check_mnist(fetched)
    check_mnist(open_dataset("mnist", say=silent))


def check_mnist(dataset: Dataset) -> None:
    assert [len(dataset.split(part)) for part in ("train", "val", "test")] == [51_000, 9_000, 10_000]
    first = next(sample for sample in dataset.samples if sample.source == "train/00000")
    assert dataset.classes[first.labels[0]] == "5"
    assert first.pixels is not None
    assert (first.pixels.shape, int(first.pixels.sum())) == ((28, 28), 27525)
    assert dataset.split("test").counts()["1"] == 1135


def test_pixels_are_views_of_one_array(
    cache: Path, shared_data: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUOYAN_CACHE", str(shared_data("mnist").parent))
    dataset = read_dataset("mnist", say=silent)
    owners = {id(sample.pixels.base) for sample in dataset.samples[:60_000] if sample.pixels is not None}
    assert len(owners) == 1


def test_files_put_by_hand_are_found_under_any_of_their_names(
    cache: Path, shared_data: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUOYAN_MIRROR", "http://127.0.0.1:9")
    (cache / "fashion-mnist").mkdir(parents=True)
    names = (
        "train-images.idx3-ubyte",
        "train-labels-idx1-ubyte",
        "t10k-images.idx3-ubyte.gz",
        "t10k-labels-idx1-ubyte.gz",
    )
    for name, remote in zip(names, MNIST, strict=True):
        data = shared_data(f"fashion-mnist/{remote.name}").read_bytes()
        unpacked = data if name.endswith(".gz") else gzip.decompress(data)
        (cache / "fashion-mnist" / name).write_bytes(unpacked)
    dataset = read_dataset("fashion-mnist", say=silent)
    assert (len(dataset), dataset.classes) == (70_000, CLOTHES)
    assert dataset.classes[dataset.samples[0].labels[0]] == "Ankle boot"
    assert set(dataset.counts().values()) == {7000}


def test_a_set_under_the_wrong_name_is_refused_and_left_alone(cache: Path, shared_data: Find) -> None:
    (cache / "mnist").mkdir(parents=True)
    for remote in MNIST:
        shutil.copy(shared_data(f"fashion-mnist/{remote.name}"), cache / "mnist" / remote.name)
    with pytest.raises(DownloadError, match=r"train-images-idx3-ubyte\.gz is not the file") as caught:
        open_dataset("mnist", say=silent)
    assert caught.value.code == "download.checksum"
    assert len(kept(cache)) == 4


# --- what can go wrong on the way


def test_offline_names_every_file_its_checksum_its_url_and_its_place(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUOYAN_MIRROR", "http://127.0.0.1:9")
    for name, remotes in (("mnist", MNIST), ("cifar10", (CIFAR10,))):
        with pytest.raises(DownloadError) as caught:
            open_dataset(name, say=silent)
        text = str(caught.value)
        assert caught.value.code == "download.failed"
        assert f"http://127.0.0.1:9/{name}/{remotes[0].name}: no connection" in text
        assert str(cache / name) in text
        assert all(remote.name in text and remote.sha256 in text for remote in remotes)
    assert kept(cache) == []


def test_every_host_is_asked_before_giving_up(cache: Path, serve: Serve) -> None:
    good = serve(answering(200, gzip.compress(CONTENT), None))
    bad = serve(answering(404, b"", 0))
    remote = small(bad)
    remote = Remote(remote.name, (f"{bad}/", f"{good}/"), remote.sha256, remote.length, remote.packed)
    assert contents("set", [remote], quiet) == [CONTENT]
    assert gzip.decompress((cache / "set" / remote.name).read_bytes()) == CONTENT


def test_what_cannot_be_fetched_is_told_in_one_line_that_a_person_can_read(cache: Path) -> None:
    host = "http://127.0.0.1:9"
    remotes = [small(host), small(host, packed=False)]
    with pytest.raises(DownloadError) as caught:
        contents("set", remotes, quiet)
    for text in (str(caught.value), told(caught.value.message, "zh")):
        assert "\n" not in text
        assert "\\n" not in text
        assert all(f"{host}/{remote.name}" in text for remote in remotes)
    listed = "; ".join(
        f"{remote.name} from {host}/{remote.name} (sha256 {'unpacked ' * remote.packed}{remote.sha256})"
        for remote in remotes
    )
    assert str(caught.value).endswith(f"that serves them): {listed}.")


def test_an_unpacked_answer_is_as_good_as_a_packed_one(cache: Path, serve: Serve) -> None:
    remote = small(serve(answering(200, CONTENT, len(CONTENT))))
    assert contents("set", [remote], quiet) == [CONTENT]
    assert contents("set", [small("http://127.0.0.1:9")], quiet) == [CONTENT]


def test_404_is_told_with_its_url(cache: Path, serve: Serve) -> None:
    host = serve(answering(404, b"no", 2))
    with pytest.raises(
        DownloadError, match=f"{host}/train-images-idx3-ubyte.gz: the server answers 404"
    ) as caught:
        contents("set", [small(host)], quiet)
    assert caught.value.code == "download.failed"


def test_a_cut_off_answer_is_told_and_not_kept(cache: Path, serve: Serve) -> None:
    data = gzip.compress(os.urandom(5000))
    host = serve(answering(200, data[:2000], len(data)))
    with pytest.raises(DownloadError, match=r"2,000 of 5,\d+ bytes|connection broke"):
        contents("set", [small(host)], quiet)
    assert kept(cache) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>log in first</html>",
        gzip.compress(CONTENT[:-1] + b"?"),
        gzip.compress(CONTENT[:-1]),
        gzip.compress(CONTENT + b"?"),
        gzip.compress(CONTENT)[:-9],
        gzip.compress(bytes(10_000_000)),
        b"\x1f\x8b broken",
        bytes(1_000_000),
    ],
    # gzip writes the time into its header: as names of tests they would differ from process to process.
    ids=["empty", "page", "one byte", "short", "long", "cut off", "large", "broken", "zeros"],
)
def test_another_content_is_refused_and_not_kept(cache: Path, serve: Serve, body: bytes) -> None:
    remote = small(serve(answering(200, body, None)))
    with pytest.raises(DownloadError, match="another file than expected") as caught:
        contents("set", [remote], quiet)
    assert caught.value.code == "download.checksum"
    assert kept(cache) == []


def test_a_file_that_is_no_idx_is_checked_as_it_is(cache: Path, serve: Serve) -> None:
    packed = gzip.compress(CONTENT, mtime=0)
    remote = small(serve(answering(200, packed, len(packed))), packed=False, content=packed)
    assert contents("set", [remote], quiet) == [packed]
    (cache / "set" / "archive.tar.gz").write_bytes(packed[:-1])
    with pytest.raises(DownloadError, match="Delete it"):
        contents("set", [remote], quiet)


def test_a_cache_that_cannot_be_written_names_the_remedy(
    cache: Path, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("HUOYAN_CACHE", str(tmp_path / "file" / "below"))
    with pytest.raises(DownloadError, match="Set HUOYAN_CACHE") as caught:
        contents("set", [small(serve(answering(200, CONTENT, None)))], quiet)
    assert caught.value.code == "download.cache"


def test_a_mirror_that_is_no_url_is_told(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUOYAN_MIRROR", "my mirror")
    with pytest.raises(DownloadError) as caught:
        open_dataset("mnist", say=silent)
    assert caught.value.code == "download.failed"


def test_progress_is_counted_in_bytes(cache: Path, serve: Serve) -> None:
    seen: list[tuple[str, int, int | None]] = []
    remote = small(serve(answering(200, CONTENT, len(CONTENT))))
    contents("set", [remote], lambda *x: seen.append(x))
    assert seen[0] == (remote.name, 0, len(CONTENT))
    assert seen[-1] == (remote.name, len(CONTENT), len(CONTENT))
    spoken(silent)(remote.name, 0, None)


def test_the_cache_is_where_the_environment_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HUOYAN_CACHE", "~/mine")
    assert cache_folder() == Path.home() / "mine"
    monkeypatch.delenv("HUOYAN_CACHE")
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "huoyan"
    monkeypatch.setattr("sys.platform", "darwin")
    assert cache_folder() == Path.home() / "Library" / "Caches" / "huoyan"


def test_a_name_comes_before_a_folder_of_that_name_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("digits").mkdir()
    said: list[str] = []
    assert len(read_dataset("digits", say=said.append)) == 1797
    assert "./digits" in said[0]
    with pytest.raises(DataError, match="empty"):
        read_dataset("./digits", say=silent)
    assert set(NAMED_SETS) == {"digits", "mnist", "fashion-mnist", "cifar10"}


# --- CIFAR-10 in its real layout, with made pictures


def cifar_archive(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz", compresslevel=1) as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(f"cifar-10-batches-bin/{name}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return stream.getvalue()


def batch(number: int) -> bytes:
    """10,000 records; picture k of batch b is flat: red k % 251, green b, blue 7, with row 0 marked 255."""
    records = np.zeros((10_000, 1 + 3072), np.uint8)
    records[:, 0] = np.arange(10_000) % 10
    planes = records[:, 1:].reshape(-1, 3, 32, 32)
    planes[:, 0] = (np.arange(10_000) % 251)[:, None, None]
    planes[:, 1], planes[:, 2] = number, 7
    planes[:, :, 0] = 255
    return records.tobytes()


@pytest.fixture(scope="module")
def batches() -> dict[str, bytes]:
    return {name: batch(number) for number, name in enumerate((*cifar.TRAIN, *cifar.TEST))}


def test_cifar10_is_read_plane_by_plane(batches: dict[str, bytes]) -> None:
    dataset = cifar.read_archive(cifar_archive(batches))
    assert [len(dataset.split(part)) for part in ("train", "val", "test")] == [50_000, 0, 10_000]
    picture = dataset.samples[30_123].pixels
    assert picture is not None
    assert picture.shape == (32, 32, 3)
    assert picture[5, 9].tolist() == [123, 3, 7]
    assert picture[0].min() == 255
    assert dataset.classes[dataset.samples[30_123].labels[0]] == "cat"


def test_damaged_cifar10_is_a_coded_error(batches: dict[str, bytes]) -> None:
    first = batches["data_batch_1.bin"]
    label_99 = b"\x63" + first[1:]
    damaged = [
        b"no archive",
        cifar_archive({"test_batch.bin": first}),
        cifar_archive({"data_batch_1.bin": first[:-1]}),
        cifar_archive({"data_batch_1.bin": first})[:500],
        cifar_archive({"data_batch_1.bin": label_99}),
    ]
    for data in damaged:
        with pytest.raises(DataError) as caught:
            cifar.read_archive(data)
        assert caught.value.code == "data.cifar"


@pytest.mark.parametrize("drips", ["headers", "content"])
def test_a_server_that_drips_is_given_up(
    cache: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch, drips: str
) -> None:
    class Dripping(Files):
        def do_GET(self) -> None:
            self.wfile.write(b"HTTP/1.0 200 OK\r\n" + (b"\r\n" if drips == "content" else b""))
            with contextlib.suppress(OSError):
                for at in range(40):
                    self.wfile.write(b"x" if drips == "content" else b"X-%d: x\r\n" % at)
                    time.sleep(0.05)

    monkeypatch.setattr(download, "TIMEOUT_S", 0.2)
    monkeypatch.setattr(download, "SLOWEST", 1e6)
    began = time.monotonic()
    with pytest.raises(DownloadError, match="too slow"):
        contents("mine", [small(serve(Dripping))], quiet)
    assert time.monotonic() - began < 1.5
    assert kept(cache) == []
