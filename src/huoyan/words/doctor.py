"""What the doctor finds on a machine, and packages that are missing."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "doctor.of_machine": ("machine", "机器"),
    "doctor.of_gpu": ("gpu", "显卡"),
    "doctor.of_cache": ("cache", "缓存"),
    "doctor.of_font": ("chinese font", "中文字体"),
    "doctor.use_training": ("training", "训练"),
    "doctor.for_use": ("for {use}", "用于{use}"),
    "doctor.use_pretrained": ("pretrained networks", "预训练网络"),
    "doctor.use_onnx": ("self-describing ONNX files", "自带说明的 ONNX 文件"),
    "doctor.use_openvino": ("faster answers on Intel and AMD CPUs", "在 Intel 和 AMD 的 CPU 上更快地回答"),
    "doctor.use_fast": ("photos resized in a quarter of the time", "只用四分之一的时间缩放照片"),
    "doctor.use_parquet": ("Parquet tables", "Parquet 表格"),
    "doctor.use_rcnn": (
        "searching regions in which things may be (rcnn)",
        "搜索可能有目标的候选区域（rcnn）",
    ),
    "doctor.use_heic": ("pictures of telephones in HEIC", "手机拍摄的 HEIC 图片"),
    "doctor.use_tensorboard": ("TensorBoard events", "TensorBoard 事件"),
    "doctor.use_tune": ("searching for good choices", "超参数搜索"),
    "doctor.no_vectors": ("no vector instructions known", "未知向量指令"),
    "doctor.machine": (
        "{system} {machine}, {cores} cores, {vectors}",
        "{system} {machine}，{cores} 个核心，{vectors}",
    ),
    "doctor.install_source": ("pip install -e . in its folder", "在它的文件夹里运行 pip install -e ."),
    "doctor.from_source": ("run from its source, not installed", "从源代码运行，没有安装"),
    "doctor.not_installed": ("not installed", "未安装"),
    "doctor.not_importable": ("{version} cannot be imported", "{version} 无法导入"),
    "doctor.gpu_unknown": ("PyTorch is needed to ask", "需要 PyTorch 才能查询"),
    "doctor.no_gpu": (
        "PyTorch sees none: training runs on the CPU",
        "PyTorch 没有发现 GPU：训练在 CPU 上进行",
    ),
    "doctor.cache_not_writable": ("{folder} is not writable", "{folder} 不可写"),
    "doctor.cache_remedy": ("set HUOYAN_CACHE to a writable folder", "把 HUOYAN_CACHE 设为可写的文件夹"),
    "doctor.cache_full": ("{folder}: {free:.1f} GB free", "{folder}：剩余 {free:.1f} GB"),
    "doctor.cache_full_remedy": (
        "free some space, or set HUOYAN_CACHE",
        "请腾出一些空间，或设置 HUOYAN_CACHE",
    ),
    "doctor.cache": ("{folder}, {free:.0f} GB free", "{folder}，剩余 {free:.0f} GB"),
    "doctor.font_use": ("Chinese names drawn into pictures", "在图片上写中文名称"),
    "doctor.font_remedy": (
        "install fonts-noto-cjk (Debian, Ubuntu)",
        "请安装 fonts-noto-cjk（Debian、Ubuntu）",
    ),
    "extra.training": ("Training", "训练"),
    "extra.listing_networks": ("Listing networks", "列出网络"),
    "extra.weights": ("Reading weights", "读取权重"),
    "extra.import": ("Importing models", "导入模型"),
    "extra.missing": (
        '{purpose} needs {package}, which is not installed. Install it with: pip install "huoyan[{extra}]"',
        '{purpose}需要 {package}，而它尚未安装。请安装：pip install "huoyan[{extra}]"',
    ),
}
