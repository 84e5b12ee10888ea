"""Reasons that the system and the libraries for pictures give, in their words: see `foreign_reason`."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    # the system
    "foreign.no_file": ("No such file or directory", "没有这个文件或目录"),
    "foreign.exists": ("File exists", "文件已存在"),
    "foreign.permission": ("Permission denied", "没有权限"),
    "foreign.not_permitted": ("Operation not permitted", "操作不允许"),
    "foreign.read_only": ("Read-only file system", "文件系统只读"),
    "foreign.no_space": ("No space left on device", "磁盘空间不足"),
    "foreign.quota": ("Disk quota exceeded", "超出磁盘配额"),
    "foreign.too_large": ("File too large", "文件过大"),
    "foreign.no_directory": ("Not a directory", "不是目录"),
    "foreign.directory": ("Is a directory", "是一个目录"),
    "foreign.not_empty": ("Directory not empty", "目录不为空"),
    "foreign.long_name": ("File name too long", "文件名过长"),
    "foreign.links": ("Too many levels of symbolic links", "符号链接层数过多"),
    "foreign.open_files": ("Too many open files", "打开的文件过多"),
    "foreign.io": ("Input/output error", "输入/输出错误"),
    "foreign.busy": ("Device or resource busy", "设备或资源正忙"),
    "foreign.stale": ("Stale file handle", "文件句柄已失效"),
    "foreign.memory": ("Cannot allocate memory", "无法分配内存"),
    "foreign.pipe": ("Broken pipe", "管道已断开"),
    "foreign.invalid": ("Invalid argument", "参数无效"),
    # the network
    "foreign.refused": ("Connection refused", "连接被拒绝"),
    "foreign.reset": ("Connection reset by peer", "连接被对方重置"),
    "foreign.timed_out": ("Connection timed out", "连接超时"),
    "foreign.no_network": ("Network is unreachable", "网络不可达"),
    "foreign.no_route": ("No route to host", "没有到主机的路由"),
    "foreign.no_name": ("Name or service not known", "未知的名称或服务"),
    "foreign.no_name_now": ("Temporary failure in name resolution", "域名解析暂时失败"),
    # Pillow
    "foreign.truncated": ("Truncated File Read", "文件不完整"),
    "foreign.broken_png": ("broken PNG file", "PNG 文件已损坏"),
    "foreign.broken_chunk": ("broken PNG file (chunk)", "PNG 文件的数据块已损坏"),
    "foreign.broken_data": ("broken data stream when reading image file", "图片数据流已损坏"),
    "foreign.unknown_data": (
        "unrecognized data stream contents when reading image file",
        "无法识别图片的数据流内容",
    ),
    "foreign.no_image": ("cannot identify image file", "无法识别的图片文件"),
    "foreign.not_tiff": ("not a TIFF file", "不是 TIFF 文件"),
    "foreign.cut_off": ("image file is truncated", "图片文件不完整"),
    "foreign.cut_off_bytes": (
        "image file is truncated ({n} bytes not processed)",
        "图片文件不完整（有 {n} 字节未处理）",
    ),
    "foreign.overrun": ("buffer overrun when reading image file", "读取图片时越过了缓冲区"),
    "foreign.decoder_number": ("decoder error -{n}", "解码出错，编号 -{n}"),
    "foreign.decoder_reading": (
        "decoder error -{n} when reading image file",
        "读取图片时解码出错，编号 -{n}",
    ),
    "foreign.bmp_header": ("Unsupported BMP header type ({n})", "不支持的 BMP 文件头（{n}）"),
    "foreign.bmp_depth": ("Unsupported BMP pixel depth ({n})", "不支持的 BMP 像素位数（{n}）"),
    "foreign.bmp_fields": ("Unsupported BMP bitfields layout", "不支持的 BMP 位域布局"),
    "foreign.bmp_palette": ("Unsupported BMP Palette size ({n})", "不支持的 BMP 调色板大小（{n}）"),
    "foreign.bmp_compression": ("Unsupported BMP compression ({n})", "不支持的 BMP 压缩方式（{n}）"),
    "foreign.driver": ("not identified by this driver", "解码程序不认识这个文件"),
    "foreign.samples": ("Invalid value for samples per pixel", "每像素样本数无效"),
    "foreign.tga_depth": ("unknown TGA map depth", "未知的 TGA 调色板位数"),
    "foreign.j2k_mode": ("unable to determine J2K image mode", "无法确定 JPEG 2000 图片的模式"),
    "foreign.seek": ("Unable to seek to frame", "找不到该帧"),
    "foreign.header_length": ("Invalid header length", "文件头长度无效"),
    "foreign.profile": ("Unknown compression method {n} in iCCP chunk", "iCCP 数据块的压缩方式 {n} 未知"),
    "foreign.text_chunk": (
        "Decompressed data too large for PngImagePlugin.MAX_TEXT_CHUNK",
        "解压后的文字数据块过大",
    ),
    "foreign.unpack": (
        "unpack_from requires a buffer of at least {n} bytes for unpacking {size} bytes at offset {at} (actual buffer size is {found})",
        "数据过短：在位置 {at} 读取 {size} 字节需要至少 {n} 字节，实有 {found} 字节",
    ),
    "foreign.bomb": (
        "Image size ({n} pixels) exceeds limit of {limit} pixels, could be decompression bomb DOS attack.",
        "图片有 {n} 像素，超过 {limit} 像素的限度，可能是解压炸弹攻击。",
    ),
    "foreign.decoder": ("decoder error", "解码出错"),
}
