"""What is said of the IDX files of MNIST and of arrays."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "idx.no_pair": (
        "{path} has {file} without {other}; pictures and labels come as a pair.",
        "{path} 有 {file} 而没有 {other}；图片与标签须成对。",
    ),
    "idx.shapes": (
        "{name}: the {part} part has pictures of shape {pictures} and labels of shape {labels}; expected "
        "(N, height, width) and (N,) with the same N.",
        "{name}：{part} 部分的图片形状为 {pictures}，标签形状为 {labels}；应为 (N, 高, 宽) 与 (N,)，N 相同。",
    ),
    "idx.beyond": (
        "{name}: label {label} is beyond the {n} classes.",
        "{name}：标签 {label} 超出 {n} 个类别。",
    ),
    "idx.no_permission": ("{path} may not be read: {reason}.", "{path} 无法读取：{reason}。"),
    "idx.unreadable": ("{path} cannot be read: {reason}.", "{path} 无法读取：{reason}。"),
    "idx.damaged": ("{name} is damaged: {reason}. Fetch it again.", "{name} 已损坏：{reason}。请重新获取。"),
    "idx.too_long": (
        "{name} should hold {length:,} bytes by its own header, but holds more.",
        "{name} 按其文件头应有 {length:,} 字节，实际更多。",
    ),
    "idx.too_short": (
        "{name} should hold {length:,} bytes by its own header, but holds {n:,}: it is cut off or damaged. "
        "Fetch it again.",
        "{name} 按其文件头应有 {length:,} 字节，实际只有 {n:,}：被截断或已损坏。请重新获取。",
    ),
    "idx.too_large": (
        "{name} would unpack from {packed:,} to {length:,} bytes. Expected at most {most:,}, and {growth} "
        "times its size: it is damaged, or made to fill the memory. Fetch it again, or unpack it yourself.",
        "{name} 会从 {packed:,} 字节解压到 {length:,} 字节。最多应为 {most:,} 字节，且不超过自身的 {growth} "
        "倍："
        "它已损坏，或是用来占满内存的。请重新获取，或自行解压。",
    ),
    "idx.no_idx": (
        "{name} is not an IDX file of unsigned bytes: it begins with {head}, expected 00 00 08 01 (labels) "
        "or "
        "00 00 08 03 (pictures).",
        "{name} 不是无符号字节的 IDX 文件：开头是 {head}，应为 00 00 08 01（标签）或 00 00 08 03（图片）。",
    ),
    "idx.nothing": ("nothing", "空的"),
}
