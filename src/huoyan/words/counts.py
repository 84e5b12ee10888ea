"""Numbers of things: `count.THING`, where English tells one from several on either side of the bar."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "count.picture": ("{n:,} picture|{n:,} pictures", "{n:,} 张图片"),
    "count.frame": ("{n:,} frame|{n:,} frames", "{n:,} 帧"),
    "count.video": ("{n:,} video|{n:,} videos", "{n:,} 段视频"),
    "count.clip": ("{n:,} clip|{n:,} clips", "{n:,} 个片段"),
    "count.box": ("{n:,} box|{n:,} boxes", "{n:,} 个框"),
    "count.group": ("{n:,} group|{n:,} groups", "{n:,} 组"),
    "count.class": ("{n:,} class|{n:,} classes", "{n:,} 个类别"),
    "count.quantity": ("{n:,} quantity|{n:,} quantities", "{n:,} 个量"),
    "count.layer": ("{n:,} layer|{n:,} layers", "{n:,} 层"),
    "count.line": ("{n:,} line|{n:,} lines", "{n:,} 行"),
    "count.fault": ("{n:,} fault|{n:,} faults", "{n:,} 处错误"),
    "count.row": ("{n:,} row|{n:,} rows", "{n:,} 行"),
    "count.file": ("{n:,} file|{n:,} files", "{n:,} 个文件"),
    "count.other file": ("{n:,} other file|{n:,} other files", "{n:,} 个其他文件"),
    "count.column": ("{n:,} column|{n:,} columns", "{n:,} 列"),
    "count.table": ("{n:,} table|{n:,} tables", "{n:,} 个表"),
    "count.cell": ("{n:,} cell|{n:,} cells", "{n:,} 格"),
    "count.unit": ("{n:,} unit|{n:,} units", "{n:,} 个单元"),
    "count.folder": ("{n:,} folder|{n:,} folders", "{n:,} 个文件夹"),
    "count.link": ("{n:,} link|{n:,} links", "{n:,} 个链接"),
    "count.error": ("{n:,} error|{n:,} errors", "{n:,} 个错误"),
    "count.warning": ("{n:,} warning|{n:,} warnings", "{n:,} 个警告"),
    "count.note": ("{n:,} note|{n:,} notes", "{n:,} 个提示"),
}
