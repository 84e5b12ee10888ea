"""The folder of a watch: who holds it, and what cannot be written into it."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "watch.folder_of_somebody_else": (
        "{path} holds files and is no folder of a watch (it has no {mark}). Name a new or an empty folder.",
        "{path} 中有文件，且不是监看的文件夹（没有 {mark}）。请指定新的或空的文件夹。",
    ),
    "watch.folder_is_a_file": (
        "{path} is a file; a watch writes into a folder. Name another place.",
        "{path} 是文件；监看要写入文件夹。请另选位置。",
    ),
    "watch.folder_cannot_be_made": (
        "The folder {path} cannot be used: {reason}. Name another place.",
        "无法使用文件夹 {path}：{reason}。请另选位置。",
    ),
    "watch.is_watched": (
        "Another watch writes into {path} (process {process} on {host}, since {since}). Wait for its end, or name another folder.",
        "另一个监看正在写入 {path}（{host} 上的进程 {process}，始于 {since}）。请等它结束，或指定其他文件夹。",
    ),
    "watch.folder_of_another_source": (
        "{path} holds the watch of {source}, not of {given}. Name another folder.",
        "{path} 中是对 {source} 的监看，不是 {given}。请指定其他文件夹。",
    ),
    "watch.camera": ("{what}", "{what}"),
    "watch.no_argument": (
        "A watch has no argument {name}. Nearest: {near}.",
        "监看没有参数 {name}。最接近的有：{near}。",
    ),
    "watch.no_source": (
        "What to watch is not said. Name a SOURCE: a video file, a camera's number, rtsp:// or http(s)://.",
        "没有说明监看什么。请给出 SOURCE：视频文件、摄像头编号、rtsp:// 或 http(s)://。",
    ),
    "watch.no_model": (
        "Nothing is found without a model. Name the run of one with --model, trained with --task detect.",
        "没有模型就找不出任何东西。请用 --model 指定用 --task detect 训练的模型。",
    ),
    "watch.stopped": (
        "stopped; the same call with the same --out goes on from there",
        "已停止；用同样的命令和同一个 --out 会从这里继续",
    ),
    "watch.stopped_live": (
        "stopped; the same call with the same --out goes on counting",
        "已停止；用同样的命令和同一个 --out 会接着计数",
    ),
    "watch.stopped_without_folder": (
        "stopped; nothing was kept, as there is no --out",
        "已停止；没有 --out，因此没有保存任何内容",
    ),
    "watch.live_has_no_part": (
        "--start, --end and --taken are of recordings; what is watched live begins now. Leave them out.",
        "--start、--end 和 --taken 用于录像；实时监看从现在开始。请去掉它们。",
    ),
    "watch.finds_nothing": (
        "The model {model} finds no things with boxes, which a watch follows. Name one that was trained with --task detect.",
        "模型 {model} 不能用框找出物体，而监看要跟踪它们。请指定用 --task detect 训练的模型。",
    ),
    "watch.classifies_nothing": (
        "The model {model} does not give a picture one class. --classify takes one that was trained with --task classify.",
        "模型 {model} 不是给图片一个类别的模型。--classify 需要用 --task classify 训练的模型。",
    ),
    "watch.kinds_without_classify": (
        "--kinds says which things --classify looks at. Name a model with --classify, or leave it out.",
        "--kinds 说明 --classify 查看哪些物体。请用 --classify 指定模型，或去掉它。",
    ),
    "watch.no_kind": (
        "{flag} {name!r}: {model} finds no things of this name. Expected some of {known}.",
        "{flag} {name!r}：{model} 不会找出这个名称的物体。应为：{known}。",
    ),
    "watch.no_tracker": (
        "There is no tracker {name!r}. Expected {known}.",
        "没有跟踪器 {name!r}。应为：{known}。",
    ),
    "watch.looked": (
        "{frames} looked at, {rate:.1f} a second",
        "查看了 {frames}，每秒 {rate:.1f} 帧",
    ),
    "watch.send_without_folder": (
        "--send needs --out: alarms are kept in its folder until they are taken. Name one.",
        "--send 需要 --out：警报在被接收之前保存在该文件夹中。请指定一个。",
    ),
    "watch.page_at": ("to be seen at {address}", "可在 {address} 观看"),
    "watch.page_needs_keys": (
        "{host} can be reached by other machines, so whoever opens the page must show a key. Make one with huoyan "
        "key keys.txt NAME and give --api-key-file keys.txt, or leave --page-host out.",
        "其他机器可以访问 {host}，因此打开页面的人必须出示密钥。请用 huoyan key keys.txt NAME 生成密钥并给出 "
        "--api-key-file keys.txt，或去掉 --page-host。",
    ),
    "watch.page_not_bound": (
        "the page cannot listen at port {port} of {host}: {reason}. Choose another --page (0 takes any free port) or "
        "--page-host.",
        "页面无法在 {host} 的端口 {port} 上监听：{reason}。请另选 --page（0 表示任意空闲端口）或 --page-host。",
    ),
    "watch.page_alone": (
        "--page-host and --api-key-file are of the page of a watch, and none is asked for. Add --page PORT.",
        "--page-host 和 --api-key-file 用于监看页面，但没有要求页面。请加上 --page 端口。",
    ),
    "watch.quiet_without_alarm": (
        "--quiet-footage counts false alarms, and there is no rule that could raise one. Give it with --alarm.",
        "--quiet-footage 统计误报，但没有会发出警报的规则。请用 --alarm 给出。",
    ),
    "watch.goes_on": (
        "goes on with {source} after {seconds:.2f} s, where the last watch of this folder stopped",
        "从 {source} 的 {seconds:.2f} 秒处继续，此文件夹的上一次监看到此为止",
    ),
    "watch.folder_has_no_pace": (
        "--live: {source} is a folder of frames, which has no pace of its own. Leave --live out.",
        "--live：{source} 是帧文件夹，没有自己的速度。请去掉 --live。",
    ),
    "watch.cannot_go_on": (
        "{path} remembers the last watch of {source} in a way that is not understood: another version wrote it, it was "
        "with another --tracker, or it is damaged. Choose the --tracker of then, or another --out.",
        "无法理解 {path} 中记下的对 {source} 的上一次监看：它由其他版本写入、使用了其他 --tracker，或已损坏。"
        "请选择当时的 --tracker，或另一个 --out。",
    ),
    "watch.file_of_its_own": (
        "--send {value}: that file is one of the watch itself. Name another one, as alarms.jsonl.",
        "--send {value}：该文件属于监看本身。请指定别的文件，例如 alarms.jsonl。",
    ),
    "watch.was_done": (
        "{source} was watched to its end, {seconds:.2f} s, by the last watch of this folder; nothing is left",
        "此文件夹的上一次监看已将 {source} 看到结尾（{seconds:.2f} 秒）；没有剩下的内容",
    ),
    "watch.starts_behind_the_end": (
        "--start {start:g}: the recording is {seconds:.1f} s long. Begin earlier.",
        "--start {start:g}：录像长 {seconds:.1f} 秒。请从更早处开始。",
    ),
    "watch.nothing_asked": (
        "there is no line and no zone, so nothing is counted and nothing told. Give one with --line or --zone.",
        "没有线也没有区域，因此不会计数，也不会通知。请用 --line 或 --zone 给出。",
    ),
    "watch.no_timezone": (
        "{name!r} is no time zone that is known here. Give one like Asia/Shanghai or Europe/Berlin.",
        "这里没有名为 {name!r} 的时区。请使用 Asia/Shanghai 或 Europe/Berlin 这样的名称。",
    ),
    "watch.no_moment": (
        "{text!r} is no time. Expected one like 2026-11-27T22:00:00 or 2026-11-27T22:00:00+08:00.",
        "{text!r} 不是时间。应为 2026-11-27T22:00:00 或 2026-11-27T22:00:00+08:00 的形式。",
    ),
    "watch.no_blur": (
        "--blur {value!r} is not known. Expected outside: all that no zone holds; or faces=FILE with a face detector.",
        "没有 --blur {value!r}。应为 outside：所有区域之外的部分；或 faces=文件，给出人脸检测模型。",
    ),
    "watch.no_face_finder": (
        "--blur faces={file}: no face detector that is known. Name the ONNX file of {names}.",
        "--blur faces={file}：不是已知的人脸检测模型。请给出 {names} 的 ONNX 文件。",
    ),
    "watch.blur_without_zone": (
        "--blur outside needs a zone, outside which pictures are blurred. Give one with --zone.",
        "--blur outside 需要一个区域，区域之外的画面会被模糊。请用 --zone 给出。",
    ),
    "watch.not_written": (
        "{what} in {folder} cannot be written: {reason}. The watch goes on without; alarms are sent all the same.",
        "无法写入 {folder} 中的 {what}：{reason}。监看继续进行；警报照常发送。",
    ),
}
