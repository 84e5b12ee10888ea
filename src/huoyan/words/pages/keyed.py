"""Phrases of a page that asks its server, with a key where one is due."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "keyed.key": ("Key", "密钥"),
    "keyed.wanted": (
        "This server asks for a key. It is kept until this tab is closed.",
        "此服务器需要密钥。密钥只保留到关闭此标签页为止。",
    ),
    "keyed.wrong": ("The server does not know this key.", "服务器不认识这个密钥。"),
    "keyed.use": ("Use this key", "使用此密钥"),
    "keyed.unreachable": (
        "The server gives no answer ({reason}). Is it still running?",
        "服务器没有回应（{reason}）。它还在运行吗？",
    ),
    "keyed.strange": (
        "The server answered {status} without saying why.",
        "服务器返回了 {status}，但没有说明原因。",
    ),
}
