"""User, password and keys of a camera's address are never shown."""

from __future__ import annotations

import pytest

from huoyan.errors import VideoError
from huoyan.images.video.address import masked, without_secrets
from huoyan.images.video.process.messages import Order
from huoyan.images.video.target import target


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("rtsp://me:secret@10.0.0.7:554/live", "rtsp://***@10.0.0.7:554/live"),
        ("rtsp://me:se@cr:et@10.0.0.7/live", "rtsp://***@10.0.0.7/live"),
        ("rtsp://10.0.0.7/live?channel=1&pwd=secret", "rtsp://10.0.0.7/live?channel=1&pwd=***"),
        ("http://h/v?usr=me&loginuse=secret&stream=2", "http://h/v?usr=***&loginuse=***&stream=2"),
        (
            "rtsp://h/user=me_password=secret_channel=1_stream=0.sdp",
            "rtsp://h/user=***_password=***_channel=1_stream=0.sdp",
        ),
        ("rtsp://me:secret@[10.0.0.7/live", "rtsp://***"),
        ("clips/a@b.mp4", "clips/a@b.mp4"),
        ("rtsp://me:sec/ret@10.0.0.7/live", "rtsp://***"),  # a password that should have been escaped
        ("rtsp://me:sec?ret@10.0.0.7/live", "rtsp://***"),
        ("rtsp://me:sec#ret@10.0.0.7/live", "rtsp://***"),
        ("rtsp://me:s@e/cret@10.0.0.7/live", "rtsp://***"),
        ("rtsp://me:12/34@10.0.0.7/live", "rtsp://***"),
        ("https://example.org/@live/road.mp4", "https://example.org/@live/road.mp4"),
        ("rtsp:/me:secret@10.0.0.7/live", "rtsp://***@10.0.0.7/live"),  # as pathlib leaves it
        ("C:/clips/a@b.mp4", "C:/clips/a@b.mp4"),
    ],
)
def test_an_address_is_shown_without_secrets(address: str, shown: str):
    assert masked(address) == shown


def test_what_a_library_says_is_shown_without_secrets():
    address = "rtsp://me%20too:p%40ss@10.0.0.7/live?key=abcdef"
    said = f"method DESCRIBE of {address} failed for 'me too' with p@ss (p%40ss, abcdef)"
    told = without_secrets(said, address)
    for secret in ("p@ss", "p%40ss", "me too", "me%20too", "abcdef"):
        assert secret not in told
    assert "10.0.0.7" in told


def test_a_password_that_is_not_escaped_is_in_no_words_of_a_library():
    told = without_secrets(
        "Failed to resolve hostname me: sec/ret@10.0.0.7", "rtsp://me:sec/ret@10.0.0.7/live"
    )
    assert "sec" not in told


def test_an_address_of_a_scheme_that_is_not_known_is_shown_without_secrets():
    with pytest.raises(VideoError, match=r"rtspt://\*\*\*@10\.0\.0\.7/live does not exist"):
        target("rtspt://me:secret@10.0.0.7/live")


def test_no_value_that_holds_an_address_shows_it():
    address = "rtsp://me:secret@10.0.0.7/live"
    assert "secret" not in repr(target(address))
    assert "secret" not in repr(Order(address, "opencv"))
