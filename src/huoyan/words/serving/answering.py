"""Why a server does not answer a picture: no such model, no room, no time."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "serve.no_model": (
        "No model is called {name!r} here. Served are: {names}.",
        "这里没有名为 {name!r} 的模型。正在提供服务的有：{names}。",
    ),
    "serve.no_path": (
        "Nothing is answered at {path}. See /docs for what is, or huoyan serve --help.",
        "{path} 处没有服务。可用的路径见 /docs，或运行 huoyan serve --help。",
    ),
    "serve.no_method": (
        "{path} is not called with {method}. See /docs for how it is.",
        "{path} 不支持 {method}。正确的调用方式见 /docs。",
    ),
    "serve.name_one": (
        "Several models are served here, and none was named. Name one of: {names}.",
        "这里提供多个模型，但没有指明是哪一个。请从中指定一个：{names}。",
    ),
    "serve.no_version": (
        "{name} is served in version {found}, not {version!r}. Ask for {found}, or for none to have the newest.",
        "{name} 当前提供的是版本 {found}，不是 {version!r}。请改用 {found}，或不指定版本以使用最新版本。",
    ),
    "serve.busy": (
        "All {queue} places are taken. Try again in {seconds} s.",
        "{queue} 个位置都已占满。请在 {seconds} 秒后重试。",
    ),
    "serve.late": (
        "There was no answer within the time allowed. Try again, allow more time, or send fewer pictures at once.",
        "在允许的时间内没有得到结果。请重试、延长时间，或减少同时发送的图片。",
    ),
    "serve.broken": (
        "The picture could not be answered: {kind} in the server, whose log says more. Tell whoever runs it.",
        "无法处理该图片：服务器内部出错（{kind}），详情见其日志。请告知服务器的管理者。",
    ),
    "serve.not_as_trained": (
        "{path} does not answer its self-test as the trained network did on {engine}. It is not served; run: huoyan verify",
        "{path} 在 {engine} 上的自检结果与训练所得网络不一致。不会提供服务；请运行：huoyan verify",
    ),
    "serve.file_not_written": (
        "{name} of {path} is not the file that was written: {reason}. It is not served; copy the model again.",
        "{path} 的 {name} 不是当初写入的文件：{reason}。不会提供服务；请重新复制模型。",
    ),
    "serve.no_stream": (
        "{name} answers pictures one by one, or whole clips; it carries nothing from one to the next. Leave out the sequence.",
        "{name} 逐张回答图片或回答整个片段，不会在它们之间传递状态。请去掉序列参数。",
    ),
    "serve.no_sequence": (
        "No sequence {key!r} is open for {name}: it ended, nothing came for {idle} s, the model was exchanged, or another worker has it. Send its first frame again with sequence_start.",
        "{name} 没有打开的序列 {key!r}：它已结束，或 {idle} 秒没有数据，或模型已被替换，或由另一个工作进程持有。请带 sequence_start 重新发送第一帧。",
    ),
    "serve.too_many_sequences": (
        "{most} sequences are open for {name}, which is the most. End one with sequence_end, or try again in {seconds} s.",
        "{name} 已打开 {most} 个序列，达到上限。请用 sequence_end 结束一个，或在 {seconds} 秒后重试。",
    ),
    "serve.back_in_time": (
        "A frame at {seconds} s does not follow one at {last} s. Number frames in the order in which they were taken.",
        "{seconds} 秒的帧不在 {last} 秒的帧之后。请按拍摄顺序给出时间。",
    ),
    "serve.frames": (
        "A clip as an array needs frames of uint8 (T, H, W, 3), or rows of numbers (T, values); got {dtype} {shape}.",
        "以数组给出的片段须为 uint8 帧 (T, H, W, 3) 或数值行 (T, values)；得到的是 {dtype} {shape}。",
    ),
}
