"""--send mqtt://HOST/TOPIC publishes each alarm as JSON, QoS 1: it is taken once the broker confirms it.

mqtts:// encrypts. The user and password of the broker stand in the environment.
"""

from __future__ import annotations

import ssl
import threading
from typing import TYPE_CHECKING

from huoyan.errors import MissingExtra, UsageError
from huoyan.watch.alarms.sinks.address import Address, parse_address
from huoyan.watch.alarms.sinks.credentials import credential
from huoyan.watch.alarms.sinks.sink import Parcel, Unreachable, with_picture
from huoyan.words import Message

if TYPE_CHECKING:
    from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags
    from paho.mqtt.properties import Properties
    from paho.mqtt.reasoncodes import ReasonCode

USER, PASSWORD = "HUOYAN_MQTT_USER", "HUOYAN_MQTT_PASSWORD"
PORTS = {"mqtt": 1883, "mqtts": 8883}
TIMEOUT_S = 10.0
KEEPALIVE_S = 60


class Mqtt:
    def __init__(self, address: Address) -> None:
        self.name = address.name
        self._address = address
        self._session: _Session | None = None

    def send(self, parcel: Parcel) -> None:
        body = with_picture(parcel) if self._address.picture else parcel.body
        if self._session is None or self._session.is_lost():
            self.close()
            self._session = _Session(self._address)
        try:
            self._session.publish(self._address.path.removeprefix("/"), body)
        except Unreachable:
            self.close()
            raise

    def close(self) -> None:
        if self._session is not None:
            self._session.end()
            self._session = None


def open_mqtt(value: str) -> Mqtt:
    try:
        import paho.mqtt.client  # noqa: F401 - its absence is told before anything is watched
    except ModuleNotFoundError as error:
        raise MissingExtra("paho-mqtt", "watch", Message("alarms.sending_by_mqtt")) from error
    address = parse_address(value)
    topic = address.path.removeprefix("/")
    if not topic or set(topic) & set("+#\0"):
        raise UsageError(Message("alarms.mqtt_without_topic", value=value), code="usage.send")
    credential(USER), credential(PASSWORD)
    return Mqtt(address)


class _Session:
    """One connection to the broker, from its acknowledgement on. Raises Unreachable."""

    def __init__(self, address: Address) -> None:
        self._answered = threading.Event()
        self._refusal: str | None = None
        self._client = self._connected(address)

    def is_lost(self) -> bool:
        return not self._client.is_connected()

    def publish(self, topic: str, body: bytes) -> None:
        try:
            sent = self._client.publish(topic, body, qos=1)
            sent.wait_for_publish(TIMEOUT_S)
        except (OSError, RuntimeError, ValueError) as error:  # paho's words for: not connected, queue full
            raise Unreachable(Message("alarms.no_answer", reason=str(error))) from error
        if not sent.is_published():
            raise Unreachable(Message("alarms.mqtt_not_confirmed", seconds=TIMEOUT_S))

    def end(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def _connected(self, address: Address) -> Client:
        from paho.mqtt.client import Client
        from paho.mqtt.enums import CallbackAPIVersion

        client = Client(CallbackAPIVersion.VERSION2, reconnect_on_failure=False)
        client.connect_timeout = TIMEOUT_S
        client.on_connect, client.on_disconnect = self._on_connect, self._on_disconnect
        if (user := credential(USER)) is not None:
            client.username_pw_set(user, credential(PASSWORD))
        if address.scheme == "mqtts":
            client.tls_set_context(ssl.create_default_context())
        try:
            client.connect(address.host, address.port or PORTS[address.scheme], KEEPALIVE_S)
        except (OSError, ValueError) as error:
            raise Unreachable(Message("alarms.no_answer", reason=str(error))) from error
        client.loop_start()
        if not self._answered.wait(TIMEOUT_S) or self._refusal is not None:
            client.loop_stop()
            raise self._unwelcome()
        return client

    def _unwelcome(self) -> Unreachable:
        if self._refusal is None:
            return Unreachable(Message("alarms.mqtt_not_confirmed", seconds=TIMEOUT_S))
        values = {"reason": self._refusal, "user": USER, "password": PASSWORD}
        return Unreachable(Message("alarms.mqtt_refused", **values))

    def _on_connect(
        self,
        client: Client,
        data: object,
        flags: ConnectFlags,
        reason: ReasonCode,
        properties: Properties | None,
    ) -> None:
        self._refusal = str(reason) if reason.is_failure else None
        self._answered.set()

    def _on_disconnect(
        self,
        client: Client,
        data: object,
        flags: DisconnectFlags,
        reason: ReasonCode,
        properties: Properties | None,
    ) -> None:
        self._answered.set()
