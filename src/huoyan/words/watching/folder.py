"""The folder of a watch: who holds it, and what cannot be written into it."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "watch.folder_of_somebody_else": (
        "{path} holds files and is no folder of a watch (it has no {mark}). Name a new or an empty folder.",
        "{path} 中有文件，且不是监看的文件夹（没有 {mark}）。请指定新的或空的文件夹。",
    ),
    "watch.folder_is_a_file": (
        "{path} is a file; a watch writes into a folder. Name another place.",
        "{path} 是文件；监看要写入文件夹。请另选位置。",
    ),
    "watch.folder_cannot_be_made": (
        "The folder {path} cannot be used: {reason}. Name another place.",
        "无法使用文件夹 {path}：{reason}。请另选位置。",
    ),
    "watch.is_watched": (
        "Another watch writes into {path} ({who}). Wait for its end, or name another folder.",
        "另一个监看正在写入 {path}（{who}）。请等它结束，或指定其他文件夹。",
    ),
    "watch.not_written": (
        "{what} in {folder} cannot be written: {reason}. The watch goes on without; alarms are sent all the same.",
        "无法写入 {folder} 中的 {what}：{reason}。监看继续进行；警报照常发送。",
    ),
}
