"""Pictures: what of them cannot be read, where they come from, how they are prepared."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "image.no_picture": (
        "The pixels of {name} are {what}. They are expected as uint8, uint16 or bool, or as floats in "
        "0..1, of shape (H, W), (H, W, 1), (H, W, 3) RGB or (H, W, 4) RGBA; a tensor may have its "
        "channels first.",
        "{name} 的像素是 {what}。应为 uint8、uint16 或 bool，或 0..1 的浮点数，形状为 (H, W)、(H, W, "
        "1)、(H, W, 3) RGB 或 (H, W, 4) RGBA；张量可以通道在前。",
    ),
    "image.no_picture_of_window": (
        "The pixels of {name} are {what}. They are expected as uint8, uint16 or bool, or as floats in "
        "0..1, of shape (H, W), (H, W, 1), (H, W, 3) RGB or (H, W, 4) RGBA; a tensor may have its "
        "channels first. The model maps {low:g}..{high:g} to black..white: give such values.",
        "{name} 的像素是 {what}。应为 uint8、uint16 或 bool，或 0..1 的浮点数，形状为 (H, W)、(H, W, "
        "1)、(H, W, 3) RGB 或 (H, W, 4) RGBA；张量可以通道在前。该模型把 {low:g}..{high:g} "
        "映射为黑..白：请给出这样的数值。",
    ),
    "image.array": ("{dtype} {shape}", "{dtype} {shape}"),
    "image.array_of_values": (
        "{dtype} {shape} with values {low:g}..{high:g}",
        "{dtype} {shape}，取值 {low:g}..{high:g}",
    ),
    "image.no_chinese_font": (
        "no font with Chinese characters was found, so ? is drawn for them. Install one: {how}",
        "没有找到含中文字符的字体，因此用 ? 代替它们。请安装一个：{how}",
    ),
    "image.font_install": (
        "Debian, Ubuntu: apt install fonts-noto-cjk; Fedora: dnf install google-noto-sans-cjk-fonts; "
        "Alpine: apk add font-noto-cjk. macOS and Windows bring Chinese fonts.",
        "Debian、Ubuntu：apt install fonts-noto-cjk；Fedora：dnf install google-noto-sans-cjk-fonts；"
        "Alpine：apk add font-noto-cjk。macOS 和 Windows 自带中文字体。",
    ),
    "image.empty": (
        "{name} is empty (0 bytes). Replace it, or remove it.",
        "{name} 是空文件（0 字节）。请替换或删除它。",
    ),
    "image.too_many_bytes": (
        "{name} has {size:,} bytes; at most {most:,} are read.",
        "{name} 有 {size:,} 字节；最多读取 {most:,} 字节。",
    ),
    "image.not_a_picture": (
        "{name} is no picture that can be read: by its content it is {found}. Expected one of {formats}.",
        "{name} 不是能读取的图片：按内容看，它是{found}。应为以下格式之一：{formats}。",
    ),
    "image.format_needs_extra": (
        "{name} is a {kind}, which is read with an extra that is not installed. Install it with: pip "
        'install "huoyan[{extra}]", or convert the picture to JPEG.',
        '{name} 是 {kind} 图片，读取它需要尚未安装的附加组件。请安装：pip install "huoyan[{extra}]"，'
        "或把图片转换为 JPEG。",
    ),
    "image.layers_only": (
        "{name} holds layers only, no flattened picture. Save it with maximal compatibility.",
        "{name} 只有图层，没有合并后的图片。保存时请选择最大兼容性。",
    ),
    "image.tiff_compression": (
        "{name} is a TIFF compressed by {compression}: damaged, or not read by this build of Pillow. "
        "Convert it to PNG.",
        "{name} 是用 {compression} 压缩的 TIFF：已损坏，或者当前安装的 Pillow 不能读取。请转换为 PNG。",
    ),
    "image.memory": ("{name} would take too much memory ({reason}).", "{name} 会占用过多内存（{reason}）。"),
    "image.unsupported_kind": (
        "{name} is a {kind} of a kind that is not read ({reason}). Convert it to PNG.",
        "{name} 是一种不能读取的 {kind}（{reason}）。请转换为 PNG。",
    ),
    "image.cut_off": (
        "{name} is cut off: the {kind} ends before its picture does ({reason}). Fetch it again.",
        "{name} 不完整：{kind} 文件在图片结束之前就断了（{reason}）。请重新获取。",
    ),
    "image.damaged": (
        "{name} is a damaged {kind} ({reason}). Replace the file by an intact copy.",
        "{name} 是损坏的 {kind}（{reason}）。请换成完好的副本。",
    ),
    "image.window_order": (
        "window is {low:g}..{high:g}: the first value must be below the second.",
        "窗口为 {low:g}..{high:g}：第一个值必须小于第二个值。",
    ),
    "image.float_grey": ("32-bit float", "32 位浮点图片"),
    "image.signed_grey": (
        "grey of more than 16 bits, or with negative values",
        "超过 16 位或带负值的灰度图片",
    ),
    "image.needs_window": (
        "{name} is {what} (values {low:g}..{high:g}): which of them are black and white is not said in "
        "the file. Give a window, for example {low:g},{high:g}.",
        "{name} 是{what}（取值 {low:g}..{high:g}）：文件没有说明哪个值是黑、哪个值是白。请给出窗口，"
        "例如 {low:g},{high:g}。",
    ),
    "image.lost_pixels": (
        "{name} is a damaged JPEG ({reason}): part of the picture is lost. Replace the file by an "
        "intact copy.",
        "{name} 是损坏的 JPEG（{reason}）：图片的一部分已丢失。请换成完好的副本。",
    ),
    "image.not_a_file": (
        "{path} is not a file. Expected a picture file.",
        "{path} 不是文件。应为图片文件。",
    ),
    "image.file_too_large": (
        "{path} has more than {most:,} bytes, the most that is read.",
        "{path} 超过 {most:,} 字节，即读取的上限。",
    ),
    "image.forbidden": (
        "{path} may not be read by this user. Change its permissions.",
        "当前用户无权读取 {path}。请更改其权限。",
    ),
    "image.dead_link": (
        "{path} is a link to a file that is not there. Mend it.",
        "{path} 是一个链接，它指向的文件不存在。请修复它。",
    ),
    "image.missing": ("{path} does not exist. Check the path.", "{path} 不存在。请检查路径。"),
    "image.unreadable": ("{path} cannot be read: {reason}.", "{path} 无法读取：{reason}。"),
    "image.open_file_unreadable": (
        "{name}, an open file, cannot be read: {reason}.",
        "{name}（已打开的文件）无法读取：{reason}。",
    ),
    "image.opened_as_text": (
        "{name} is a file opened as text. Open it in binary mode: open(path, 'rb').",
        "{name} 是以文本方式打开的文件。请以二进制方式打开：open(path, 'rb')。",
    ),
    "image.gives_too_much": (
        "{name} gives more than {most:,} bytes, the most that is read.",
        "{name} 超过 {most:,} 字节，即读取的上限。",
    ),
    "image.pixels_unreadable": ("{kind} that cannot be read ({reason})", "无法读取的 {kind}（{reason}）"),
    "image.pixels_none": ("{width} x {height}: none", "{width} x {height}：没有像素"),
    "image.loaded_cut_off": (
        "{name} is cut off: {reason}. Fetch its file again.",
        "{name} 不完整：{reason}。请重新获取它的文件。",
    ),
    "image.not_loaded": (
        "{name} cannot be loaded by Pillow: {reason}. Give the picture's file, or open it again.",
        "Pillow 无法载入 {name}：{reason}。请给出图片的文件，或重新打开它。",
    ),
    "image.max_pixels": (
        "max_pixels is {max_pixels!r}; give a whole number of pixels, as in 200_000_000.",
        "max_pixels 为 {max_pixels!r}；请给出像素数（整数），例如 200_000_000。",
    ),
    "image.most_decoded": ("at most {most:,} are decoded", "最多解码 {most:,} 个"),
    "image.too_many_pixels": (
        "{name} says to have {width} x {height} pixels; {because}. Scale it down, or allow more with "
        "--max-pixels (in Python: max_pixels=).",
        "{name} 声明有 {width} x {height} 像素；{because}。请缩小图片，或用 --max-pixels "
        "放宽限制（Python 中为 max_pixels=）。",
    ),
    "image.most_held": (
        "at most {most:,} are held of a progressive JPEG, whatever its scale",
        "渐进式 JPEG 无论以何种比例解码，内存中最多保存 {most:,} 个像素",
    ),
    "image.too_many_tiles": (
        "{name} is cut into {tiles:,} tiles and {blocks:,} blocks; at most {most_tiles:,} and "
        "{most_blocks:,} are decoded. Convert it to PNG.",
        "{name} 被切成 {tiles:,} 个图块和 {blocks:,} 个码块；最多解码 {most_tiles:,} 个和 "
        "{most_blocks:,} 个。请转换为 PNG。",
    ),
    "image.tile_too_large": (
        "at most {most:,} numbers are decoded at once, and a tile has {tile:,}",
        "一次最多解码 {most:,} 个数值，而一个图块有 {tile:,} 个",
    ),
    "image.endless": (
        "{name} asks for {scans} passes over {width} x {height} pixels: it is made to take for ever.",
        "{name} 要求对 {width} x {height} 像素扫描 {scans} 遍：它是为了让程序无休止地运行而制作的。",
    ),
    "image.fetch_status": (
        "{url} was answered with {status} {reason}. Check the address.",
        "{url} 返回 {status} {reason}。请检查地址。",
    ),
    "image.fetch_too_large": (
        "{url} gives more than {most:,} bytes, the most that is read.",
        "{url} 超过 {most:,} 字节，即读取的上限。",
    ),
    "image.fetch_late": (
        "{url} did not arrive within {timeout:g} s. Try again.",
        "{url} 没有在 {timeout:g} 秒内送达。请重试。",
    ),
    "image.fetch_failed": (
        "{url} cannot be fetched: {reason}. Check the address.",
        "{url} 无法获取：{reason}。请检查地址。",
    ),
    "content.web_page": ("a web page", "网页"),
    "content.svg": ("an SVG or XML file", "SVG 或 XML 文件"),
    "content.pdf": ("a PDF", "PDF"),
    "content.zip": ("a zip archive", "zip 压缩包"),
    "content.gzip": ("a gzip archive", "gzip 压缩包"),
    "content.office": ("an Office document", "Office 文档"),
    "content.jpeg_xl": ("JPEG XL", "JPEG XL"),
    "content.video": ("a video", "视频"),
    "content.psb": ("a Photoshop file for large pictures (PSB)", "Photoshop 大图文件（PSB）"),
    "content.cursor": ("a cursor", "鼠标指针"),
    "content.dds": ("DDS", "DDS"),
    "content.unknown": ("unknown", "未知类型"),
    "source.holds_none": (
        "{path} holds no picture. Expected files ending in {endings}.",
        "{path} 里没有图片。应有以下列结尾的文件：{endings}。",
    ),
    "source.holds_none_but": (
        "{path} holds no picture. {seen} Expected files ending in {endings}.",
        "{path} 里没有图片。{seen}应有以下列结尾的文件：{endings}。",
    ),
    "source.matches_none": (
        "no picture matches {pattern}. Check the pattern; ** goes into folders at any depth.",
        "没有图片与 {pattern} 匹配。请检查模式；** 会进入任意深度的文件夹。",
    ),
    "source.matches_none_but": (
        "no picture matches {pattern}. {seen} Check the pattern; ** goes into folders at any depth.",
        "没有图片与 {pattern} 匹配。{seen}请检查模式；** 会进入任意深度的文件夹。",
    ),
    "source.missing_near": ("{path} does not exist. Near it: {near}.", "{path} 不存在。相近的有：{near}。"),
    "source.missing_in": (
        "{path} does not exist. Looked in {folder}.",
        "{path} 不存在。已在 {folder} 中查找。",
    ),
    "source.missing": ("{path} does not exist.", "{path} 不存在。"),
    "source.of_path": ("{path}: {remark}", "{path}：{remark}"),
    "source.empty": (
        "A source is empty. Give a picture, a folder or a pattern.",
        "有一个来源是空的。请给出图片、文件夹或模式。",
    ),
    "source.no_network": (
        "{address} is a web address, and fetching is switched off here. Save the picture and give its path.",
        "{address} 是网址，而这里不允许获取网上内容。请保存图片并给出其路径。",
    ),
    "source.no_path": ("{path} is no path: {reason}.", "{path} 不是路径：{reason}。"),
    "source.stdin_too_large": (
        "stdin gave more than {most:,} bytes, the most that is read.",
        "标准输入超过 {most:,} 字节，即读取的上限。",
    ),
}
