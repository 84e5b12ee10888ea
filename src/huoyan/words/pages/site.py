"""Phrases of a page on which a recogniser runs in the browser itself."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "site.stays": (
        "Pictures stay in this browser: nothing is sent anywhere.",
        "图片只留在此浏览器中：不会发送到任何地方。",
    ),
    "site.loading": ("The model is being loaded …", "正在加载模型……"),
    "site.ready": ("Ready.", "就绪。"),
    "site.ready_threads": ("Ready, on {n} threads.", "就绪，使用 {n} 个线程。"),
    "site.lacks": (
        "Ready. This browser does not read {kinds} as it should; such pictures are refused.",
        "就绪。此浏览器不能正确读取 {kinds}；此类图片将被拒绝。",
    ),
    # Why there is no answer, by the codes of the recogniser's scripts.
    "site.failure.empty": ("{name} is empty.", "{name} 是空文件。"),
    "site.failure.no_picture": (
        "{name} is no picture that can be read here. There are: JPEG, PNG, WebP, GIF, BMP, AVIF.",
        "{name} 不是此处可读取的图片。可用格式：JPEG、PNG、WebP、GIF、BMP、AVIF。",
    ),
    "site.failure.format": (
        "{name} is {kind}, which browsers do not read. Save it as PNG, or use `huoyan predict`.",
        "{name} 是 {kind}，浏览器无法读取。请另存为 PNG，或使用 `huoyan predict`。",
    ),
    "site.failure.turned": (
        "{name} is turned within the {kind} file, which browsers do in their own way. Save it as PNG or JPEG.",
        "{name} 在 {kind} 文件内部带有旋转，各浏览器处理不同。请另存为 PNG 或 JPEG。",
    ),
    "site.failure.otherwise": (
        "{name} is {kind}, which this browser decodes otherwise than it should. Save it as PNG or JPEG.",
        "{name} 是 {kind}，此浏览器的解码结果不正确。请另存为 PNG 或 JPEG。",
    ),
    "site.failure.cut": (
        "{name} is cut off: the end of the {kind} is missing. Copy or export it again.",
        "{name} 不完整：缺少 {kind} 的结尾。请重新复制或导出。",
    ),
    "site.failure.damaged": (
        "{name} is a damaged {kind}. Copy or export it again.",
        "{name} 是损坏的 {kind}。请重新复制或导出。",
    ),
    "site.failure.many_bytes": (
        "{name} is larger than {most} bytes. Save it smaller.",
        "{name} 超过 {most} 字节。请缩小后另存。",
    ),
    "site.failure.many_pixels": (
        "{name} has {width} x {height} pixels; at most {most} are read. Save it smaller.",
        "{name} 有 {width} x {height} 像素；最多读取 {most} 像素。请缩小后另存。",
    ),
    "site.failure.memory": (
        "There is not enough memory for {width} x {height} pixels of {name}. Close other tabs, or save it smaller.",
        "内存不足以容纳 {name} 的 {width} x {height} 像素。请关闭其他标签页，或缩小后另存。",
    ),
    "site.failure.missing": (
        "{file} is not beside this page. Copy the whole folder that `huoyan export` wrote.",
        "{file} 不在此页面旁边。请复制 `huoyan export` 写出的整个文件夹。",
    ),
    "site.failure.decodes_otherwise": (
        "This browser decodes {kind} otherwise than the model was trained with, so its answers would differ. "
        "Use a current Chromium, Chrome or Edge.",
        "此浏览器解码 {kind} 的方式与模型训练时不同，答案会有出入。请使用新版 Chromium、Chrome 或 Edge。",
    ),
    "site.failure.answers_otherwise": (
        "The model's self-test gives other answers in this browser than where it was exported. "
        "Use a current Chromium, Chrome or Edge.",
        "模型自检在此浏览器中给出的答案与导出时不同。请使用新版 Chromium、Chrome 或 Edge。",
    ),
    "site.failure.other": (
        "It did not work: {reason}. Load the page again, or use a current Chromium, Chrome or Edge.",
        "未能完成：{reason}。请重新加载页面，或使用新版 Chromium、Chrome 或 Edge。",
    ),
}
