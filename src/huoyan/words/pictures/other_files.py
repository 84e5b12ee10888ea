"""What lies beside the pictures and is not read, and what is a picture though its name does not say so."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "text.sentences": ("{sentences}", "{sentences}"),
    "count.more kind": ("{n:,} more kind|{n:,} more kinds", "{n:,} 种"),
    "count.file is a picture": (
        "{n:,} file ({kinds}) is a picture|{n:,} files ({kinds}) are pictures",
        "{n:,} 个文件（{kinds}）",
    ),
    "passed.others": ("{files} passed over: {kinds}.", "略过 {files}：{kinds}。"),
    "passed.not_read_kind": (
        "Pictures of this kind are not read here: {kinds}. Convert them to JPEG, PNG or TIFF to have them "
        "used.",
        "这里不能读取这种图片：{kinds}。要使用它们，请转换为 JPEG、PNG 或 TIFF。",
    ),
    "passed.not_read_kinds": (
        "Pictures of these kinds are not read here: {kinds}. Convert them to JPEG, PNG or TIFF to have them "
        "used.",
        "这里不能读取这些种类的图片：{kinds}。要使用它们，请转换为 JPEG、PNG 或 TIFF。",
    ),
    "passed.shut": (
        "{pictures} in hidden, system or thumbnail folders passed over: {folders}. Rename a folder that is "
        "meant to be read.",
        "略过隐藏文件夹、系统文件夹或缩略图文件夹中的 {pictures}：{folders}。如果要读某个文件夹，"
        "请给它改名。",
    ),
    "passed.kinds_more": ("{kinds} and {more}", "{kinds}，另有 {more}"),
    "passed.kind": ("{n:,} {kind}{places}", "{n:,} 个 {kind}{places}"),
    "passed.kind_hidden": ("{n:,} hidden{places}", "{n:,} 个隐藏文件{places}"),
    "passed.kind_without": ("{n:,} without an ending{places}", "{n:,} 个无扩展名{places}"),
    "passed.in_many": (" (in {n:,} folders)", "（在 {n:,} 个文件夹里）"),
    "passed.in_one": (" (in {place})", "（在 {place} 里）"),
    "passed.in_some": (" ({places})", "（{places}）"),
    "passed.n_in": ("{n:,} in {place}", "{place} 里 {n:,} 个"),
    "passed.by_content": (
        "{files} by content, though not by name: read.",
        "{files}从名称看不是图片，但内容是：已读取。",
    ),
}
