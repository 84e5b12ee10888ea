"""Phrases of the page on which a recogniser is tried."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "try.kind": ("Try a recogniser", "试用识别模型"),
    "try.pictures": ("Pictures", "图片"),
    "try.model": ("Model", "模型"),
    # What the model does.
    "try.does.class": ("It answers with one of {n} classes.", "它从 {n} 个类别中选出一个作答。"),
    "try.does.labels": (
        "It says which of {n} labels a picture shows: none, one or several.",
        "它判断图片具有 {n} 个标签中的哪些：可以没有，也可以有多个。",
    ),
    "try.does.numbers": (
        "It answers with numbers, each with an interval: {names}.",
        "它以数值作答，每个数值附有区间：{names}。",
    ),
    "try.does.boxes": (
        "It finds things of {n} kinds, with a box round each.",
        "它能找出 {n} 类物体，并给每个物体画框。",
    ),
    "try.does.quality": (
        "It knows good pictures alone, and tells what is unlike them, and where.",
        "它只认识合格的图片，指出与之不同的图片以及不同之处。",
    ),
    "try.does.clips": (
        "It names what a clip shows: one of {n} classes.",
        "它判断片段的内容：{n} 个类别之一。",
    ),
    "try.scored": (
        "On {n} {split} pictures: {figure} {value} (95% interval {low} – {high}).",
        "在 {n} 张{split}图片上：{figure} {value}（95% 区间 {low} – {high}）。",
    ),
    "try.scored_clips": (
        "On {n} {split} clips: {figure} {value} (95% interval {low} – {high}).",
        "在 {n} 个{split}片段上：{figure} {value}（95% 区间 {low} – {high}）。",
    ),
    # Pictures in.
    "try.drop": ("Drop pictures here, or paste them", "把图片拖到这里，或直接粘贴"),
    "try.drop_clips": ("Drop clips here: videos, or sequences as .npy", "把片段拖到这里：视频，或 .npy 序列"),
    "try.choose_clips": ("Choose clips", "选择片段"),
    "try.choose": ("Choose pictures", "选择图片"),
    "try.camera": ("Take a picture", "拍照"),
    "try.to_server": (
        "What you give goes to this server and is not kept there.",
        "你给出的内容会发送到此服务器，服务器不予保留。",
    ),
    "try.camera_insecure": (
        "Browsers give the camera only to pages over HTTPS or on localhost; this page came over {address}. "
        "Choose a picture instead.",
        "浏览器只允许通过 HTTPS 或 localhost 打开的页面使用摄像头；本页来自 {address}。请改为选择图片。",
    ),
    "try.camera_refused": (
        "The camera cannot be used: {reason}. Allow it in the browser, or choose a picture instead.",
        "无法使用摄像头：{reason}。请在浏览器中允许，或改为选择图片。",
    ),
    "try.camera_title": ("Camera", "摄像头"),
    "try.shutter": ("Take it", "拍下"),
    "try.turn_camera": ("Other camera", "切换摄像头"),
    "try.from_camera": ("camera {time}", "摄像头 {time}"),
    "try.pasted": ("pasted {time}", "粘贴 {time}"),
    "try.no_file": (
        "No picture was in what was dropped or pasted.",
        "拖入或粘贴的内容中没有图片。",
    ),
    "try.unread": (
        "The browser cannot read this file ({reason}). A folder has to be opened first, and its pictures "
        "chosen.",
        "浏览器无法读取此文件（{reason}）。如果是文件夹，请打开后选择其中的图片。",
    ),
    "try.unseen": ("This browser cannot show this file.", "浏览器无法显示此文件。"),
    # Answers.
    "try.answers": ("Answers", "回答"),
    "try.waiting": ("Waiting for the answer …", "正在等待回答……"),
    "try.busy": ("The server is busy; trying again in {n} s.", "服务器繁忙，{n} 秒后重试。"),
    "try.failed": ("No answer", "没有回答"),
    "try.again": ("Try again", "重试"),
    "try.told": ("{name}: {answer}", "{name}：{answer}"),
    "try.picture_of": ("Picture {name}", "图片 {name}"),
    "try.scores": ("Scores", "分数"),
    "try.nothing_found": ("Nothing was found.", "没有找到任何物体。"),
    "try.nothing_shown": ("Nothing above this score.", "没有高于此分数的物体。"),
    "try.no_label": ("No label is above its threshold.", "没有标签超过阈值。"),
    "try.found": ("Found: {things}", "找到：{things}"),
    "try.thing": ("{n} × {label}", "{label} × {n}"),
    "try.least": ("Shown from score", "显示的最低分数"),
    "try.good": ("Looks like the good pictures", "与合格图片相像"),
    "try.defect": ("Unlike the good pictures", "与合格图片不同"),
    "try.defect_whole": ("Unlike the good pictures as a whole", "整幅图片与合格图片不同"),
    "try.defect_from": ("unlike them above {value}", "高于 {value} 即判为不同"),
    "try.threshold": ("chosen from {value}", "阈值 {value}"),
    "try.more": ("and {n} more, less likely", "另有 {n} 个，可能性更低"),
    "try.interval": ("{share} interval {low} – {high}", "{share} 区间 {low} – {high}"),
    "try.no_interval": ("without an interval", "没有区间"),
    "try.times": (
        "decoded {decode} ms · waited {queue} ms · model {model} ms",
        "解码 {decode} 毫秒 · 排队 {queue} 毫秒 · 模型 {model} 毫秒",
    ),
    "try.by": ("{model}, version {version}", "{model}，版本 {version}"),
    # History.
    "try.history": ("Earlier in this session", "本次会话的记录"),
    "try.history_read": (
        "Kept in this tab alone, and gone when it is closed.",
        "只保存在此标签页中，关闭后即消失。",
    ),
    "try.show_again": ("Show again:", "再次显示："),
    "try.clear": ("Clear", "清空"),
    # The model.
    "try.card": ("The model", "模型信息"),
    "try.card_read": (
        "What it was measured at, on pictures that it had not seen.",
        "它在未见过的图片上测得的成绩。",
    ),
    "try.unmeasured": (
        "No figures lie beside this model: it was not scored where it was trained, or only its model folder "
        "was copied here.",
        "此模型旁没有成绩：训练时未评分，或只复制了模型文件夹。",
    ),
    "try.labels": ("Labels ({n})", "标签（{n}）"),
    "try.find_label": ("Find a label", "查找标签"),
    "try.fact.task": ("Task", "任务"),
    "try.fact.data": ("Data", "数据"),
    "try.fact.licence": ("Licence of the weights", "权重许可"),
    "try.fact.version": ("Version here", "此处版本"),
    "try.fact.created": ("Created", "创建时间"),
    "try.fact.network": ("Network", "网络"),
    "try.fact.parameters": ("Parameters", "参数量"),
    "try.fact.input": ("Sees", "输入"),
    "try.fact.counts": ("Samples", "样本数"),
    "try.counts": (
        "{train} to learn, {val} to choose, {test} to measure",
        "训练 {train}，验证 {val}，测试 {test}",
    ),
    "try.task.class": ("one class for a picture", "一图一个类别"),
    "try.task.labels": ("any number of labels for a picture", "一图任意多个标签"),
    "try.task.clips": ("an answer for a clip", "一段一答"),
    "try.task.numbers": ("numbers for a picture", "一图若干数值"),
    "try.task.quality": ("good, or unlike good pictures", "合格，或与合格图片不同"),
    "try.task.boxes": ("things with their boxes", "物体及其边框"),
    # From a program.
    "try.code": ("From a program", "在程序中使用"),
    "try.code_read": (
        "The same answer from a shell and from Python; put your file in place of {picture}.",
        "在命令行和 Python 中得到同样的回答；把 {picture} 换成你的文件。",
    ),
}
