"""What is said while a data set is fetched by its name."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "named.fetching": ("fetching {name}", "正在下载 {name}"),
    "named.fetching_mb": ("fetching {name} ({mb:.1f} MB)", "正在下载 {name}（{mb:.1f} MB）"),
    "named.fetched": ("fetched {name}", "已下载 {name}"),
    # the cache
    "named.not_read": ("{path} cannot be read: {error}.", "{path} 无法读取：{error}。"),
    "named.another_file": (
        "{path} is not the file it should be: {reason}. Delete it; the next call fetches it again.",
        "{path} 不是应有的文件：{reason}。请删除它；下次调用会重新下载。",
    ),
    "named.not_written": (
        "{path} cannot be written ({error}). Set HUOYAN_CACHE to a folder with room in which you may write.",
        "{path} 无法写入（{error}）。请把 HUOYAN_CACHE 设为一个有空间且可写的文件夹。",
    ),
    # what came
    "named.came_another": (
        "{url} gave another file than expected: {reason}. Nothing was kept. Try again, or set HUOYAN_MIRROR "
        "to another source.",
        "{url} 给出的不是预期的文件：{reason}。没有保存任何内容。请重试，或把 HUOYAN_MIRROR 设为别的来源。",
    ),
    "named.longer_content": (
        "expected {length:,} bytes of content, found more",
        "内容应为 {length:,} 字节，实际更多",
    ),
    "named.shorter_content": (
        "expected {length:,} bytes of content, found {found:,}",
        "内容应为 {length:,} 字节，实际为 {found:,}",
    ),
    "named.other_sha256": (
        "expected content with sha256 {expected}, found {found}",
        "内容的 sha256 应为 {expected}，实际为 {found}",
    ),
    "named.too_long": ("it is longer than {limit:,} bytes", "它超过 {limit:,} 字节"),
    "named.no_gzip": ("not readable as gzip ({error})", "不能作为 gzip 读取（{error}）"),
    # why an address gave nothing
    "named.refused": ("{url}: {reason}", "{url}：{reason}"),
    "named.no_url": (
        "that is no URL (expected https://... or file:///...)",
        "这不是 URL（应为 https://... 或 file:///...）",
    ),
    "named.cut_off": (
        "the connection ended after {n:,} of {total:,} bytes",
        "连接在 {total:,} 字节中的 {n:,} 字节处中断",
    ),
    "named.too_slow": (
        "it is too slow: no answer within {seconds} s, or less than {slowest:,} bytes a second",
        "太慢：{seconds} 秒内没有应答，或每秒不到 {slowest:,} 字节",
    ),
    "named.answers": ("the server answers {code} {reason}", "服务器应答 {code} {reason}"),
    "named.no_connection": ("no connection ({reason})", "没有连接（{reason}）"),
    "named.broke": ("the connection broke ({kind}: {error})", "连接中断（{kind}：{error}）"),
    # putting the files there by hand
    "named.by_hand": (
        "the data set {name} cannot be fetched. Tried {refusals}. Put these files into {place} by hand (or set "
        "HUOYAN_MIRROR to a base URL that serves them): {files}.",
        "数据集 {name} 无法下载。已尝试 {refusals}。请手动把这些文件放入 {place}（或把 HUOYAN_MIRROR "
        "设为提供它们的基础网址）：{files}。",
    ),
    "named.file": ("{name} from {url} (sha256 {sha256})", "来自 {url} 的 {name}（sha256 {sha256}）"),
    "named.packed_file": (
        "{name} from {url} (sha256 unpacked {sha256})",
        "来自 {url} 的 {name}（解压后 sha256 {sha256}）",
    ),
    # CIFAR-10
    "cifar.not_read": (
        "the archive of CIFAR-10 cannot be read: {error}. Fetch it again.",
        "CIFAR-10 的压缩包无法读取：{error}。请重新下载。",
    ),
    "cifar.length": (
        "{name} of CIFAR-10 holds {n:,} bytes, expected {expected:,}.",
        "CIFAR-10 的 {name} 有 {n:,} 字节，应为 {expected:,}。",
    ),
    "cifar.label": (
        "{name} of CIFAR-10 has a label {label}, expected 0 to 9.",
        "CIFAR-10 的 {name} 中有标签 {label}，应为 0 到 9。",
    ),
}
