"""A disk that takes no more, or a folder that may not be written to: what to do about it."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "disk.free_some": ("Free some space.", "请腾出一些空间。"),
    "disk.free_or_out": ("Free some space, or choose another --out.", "请腾出一些空间，或另选 --out。"),
    "disk.free_or_folder": (
        "Free some space, or choose another folder.",
        "请腾出一些空间，或另选文件夹。",
    ),
    "disk.choose_folder": ("Choose another folder.", "请另选文件夹。"),
    "disk.free_or_place": ("Free some space, or name another place.", "请腾出一些空间，或另选位置。"),
    "disk.writable_or_place": ("Make it writable, or name another place.", "请让它可写，或另选位置。"),
    "disk.free_at_least": (
        "Free at least {size} there, or choose another folder.",
        "请在那里至少腾出 {size}，或另选文件夹。",
    ),
    "disk.free_or_writable": (
        "Free some space, or make the folder writable.",
        "请腾出一些空间，或使该文件夹可写。",
    ),
    "disk.allow": (
        "Allow writing there ({size}), or choose another folder.",
        "请允许在那里写入（{size}），或另选文件夹。",
    ),
    "disk.writable": ("Make the folder writable.", "请使该文件夹可写。"),
    "disk.other_out": ("Choose another --out.", "请另选 --out。"),
    "disk.other_folder": (
        "Choose another folder; the model needs {size}.",
        "请另选文件夹；模型需要 {size}。",
    ),
    "disk.megabytes": ("{megabytes:.1f} MB ({size} bytes)", "{megabytes:.1f} MB（{size} 字节）"),
}
