"""Alarms to a real broker: mosquitto on loopback."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from huoyan.errors import UsageError
from huoyan.watch.alarms.sinks import open_sink
from huoyan.watch.alarms.sinks.sink import Parcel, Unreachable
from made_alarms import alarm_at

MOSQUITTO = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
needs_broker = pytest.mark.skipif(MOSQUITTO is None, reason="no mosquitto here: apt install mosquitto")


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def broker(folder: Path, port: int, *settings: str) -> Iterator[None]:
    file = folder / "mosquitto.conf"
    file.write_text(
        "\n".join([f"listener {port} 127.0.0.1", *(settings or ("allow_anonymous true",))]) + "\n"
    )
    process = subprocess.Popen([str(MOSQUITTO), "-c", str(file)], stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 20
        while time.monotonic() < until and not listens(port):
            time.sleep(0.02)
        yield
    finally:
        process.terminate()
        process.wait()


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


class Subscriber:
    """All that is published below `house`."""

    def __init__(self, port: int) -> None:
        from paho.mqtt.client import Client
        from paho.mqtt.enums import CallbackAPIVersion

        self.got: list[tuple[str, dict[str, object], int]] = []
        ready = threading.Event()
        self._client = Client(CallbackAPIVersion.VERSION2)
        self._client.on_connect = lambda client, *_: client.subscribe("house/#", 1)
        self._client.on_subscribe = lambda *_: ready.set()
        self._client.on_message = lambda client, data, got: self.got.append(
            (got.topic, json.loads(got.payload), got.qos)
        )
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()
        assert ready.wait(20)

    def wait_for(self, number: int) -> None:
        until = time.monotonic() + 20
        while len(self.got) < number and time.monotonic() < until:
            time.sleep(0.01)

    def end(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


def parcel(seconds: float) -> Parcel:
    return Parcel(alarm_at(seconds), json.dumps(alarm_at(seconds).to_json()).encode())


@needs_broker
def test_alarms_arrive_with_qos_1_also_after_the_broker_was_started_anew(tmp_path: Path):
    port = free_port()
    sink = open_sink(f"mqtt://127.0.0.1:{port}/house/alarms")
    with pytest.raises(Unreachable, match="no answer"):
        sink.send(parcel(0.0))
    for round_ in range(2):
        with broker(tmp_path, port):
            subscriber = Subscriber(port)
            until = time.monotonic() + 20
            for seconds in (1.0, 2.0):
                while True:  # a connection whose loss is not yet known costs a try
                    try:
                        sink.send(parcel(seconds + 10 * round_))
                        break
                    except Unreachable:
                        assert time.monotonic() < until
            subscriber.wait_for(2)
            subscriber.end()
            assert [(topic, values["seconds"], qos) for topic, values, qos in subscriber.got] == [
                ("house/alarms", 1.0 + 10 * round_, 1), ("house/alarms", 2.0 + 10 * round_, 1),
            ]  # fmt: skip
    sink.close()


@needs_broker
def test_user_and_password_come_from_the_environment_and_are_not_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    port, passwords = free_port(), tmp_path / "passwords"
    maker = shutil.which("mosquitto_passwd")
    if maker is None:
        pytest.skip("no mosquitto_passwd here")
    subprocess.run([maker, "-b", "-c", str(passwords), "camera", "hunter2"], check=True, capture_output=True)
    passwords.chmod(0o644)
    tmp_path.chmod(0o755)
    monkeypatch.setenv("HUOYAN_MQTT_USER", "camera")
    with broker(tmp_path, port, "allow_anonymous false", f"password_file {passwords}", "user root"):
        sink = open_sink(f"mqtt://127.0.0.1:{port}/house/alarms")
        monkeypatch.setenv("HUOYAN_MQTT_PASSWORD", "wrong one")
        with pytest.raises(Unreachable, match="HUOYAN_MQTT_PASSWORD are read from the environment") as caught:
            sink.send(parcel(1.0))
        assert "wrong one" not in str(caught.value)
        monkeypatch.setenv("HUOYAN_MQTT_PASSWORD", "hunter2")
        sink.send(parcel(1.0))
        sink.close()


@pytest.mark.parametrize(
    "value", ["mqtt://host", "mqtt://host/", "mqtt://host/house/+", "mqtt://host/house/#"]
)
def test_a_topic_that_cannot_be_published_to_is_refused(value: str):
    with pytest.raises(UsageError, match="--send"):
        open_sink(value)
