"""User, password and keys of a camera's address are never shown."""

from __future__ import annotations

import pytest

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


def test_no_value_that_holds_an_address_shows_it():
    address = "rtsp://me:secret@10.0.0.7/live"
    assert "secret" not in repr(target(address))
    assert "secret" not in repr(Order(address, "opencv"))
