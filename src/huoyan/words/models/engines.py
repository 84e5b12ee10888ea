"""What runs a model: which engine was taken and why, what none can run, how fast, embeddings."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "engine.batch": (
        "The batch is {dtype} {shape}; this model takes uint8 (N, {wanted}) with N >= 1: raw pixels "
        "0..255, height, width, channels. `Preprocess` makes them from a picture.",
        "批次是 {dtype} {shape}；该模型接受 uint8 (N, {wanted})，N >= 1：0..255 的原始像素，依次为高、"
        "宽、通道。`Preprocess` 可由图片得到它们。",
    ),
    "engine.state_in_fp32": (
        "the network carries a state from step to step, which bf16 would round anew each time",
        "该网络逐步携带状态，bf16 会每步重新舍入",
    ),
    "engine.takes_clips": (
        "This model takes clips, not pictures of {shape}: frames over time. Give it a video.",
        "该模型接受片段，即随时间变化的多帧，而不是形状为 {shape} 的图片。请给它视频。",
    ),
    "engine.clip_batch": (
        "The batch is {dtype} {shape}; this model takes clips, {kind} (N, T, {wanted}) with N and T >= 1. "
        "`ClipPreprocess` makes them from frames.",
        "批次是 {dtype} {shape}；该模型接受片段，即 {kind} (N, T, {wanted})，N 和 T >= 1。"
        "`ClipPreprocess` 可由各帧得到它们。",
    ),
    "engine.needs_whole_clip": (
        "This network answers when it has seen the whole clip, so it cannot answer a stream frame by frame. "
        "Give it whole clips, without --stream, or train a causal one.",
        "此网络看完整段片段才作答，因此无法逐帧回答视频流。请给它完整的片段（不带 --stream），或训练一个因果网络。",
    ),
    "engine.clip_too_long": (
        "{name} has more than {most:,} frames, the most that this network can be given as a whole clip. "
        "Cut it into clips.",
        "{name} 超过 {most:,} 帧，即此网络可作为一整段处理的上限。请把它切成若干片段。",
    ),
    "engine.no_output_of_clip": (
        "The graph gives no {name!r}, which a network over time must give. Train it again, or restore the "
        "model from a copy.",
        "该图没有给出 {name!r}，而随时间作答的网络必须给出。请重新训练，或从副本恢复模型。",
    ),
    "engine.graph": (
        "{source} has {inputs} input(s), the first {kind} with {dimensions} dimensions; huoyan runs "
        "graphs with one uint8 input (N, H, W, C). Use a model that `huoyan train` exported.",
        "{source} 有 {inputs} 个输入，第一个是 {dimensions} 维的 {kind}；huoyan 运行只有一个 uint8 "
        "输入 (N, H, W, C) 的图。请使用 `huoyan train` 导出的模型。",
    ),
    "engine.unknown": (
        "There is no engine {name!r}. Did you mean {near}? There are: {names}.",
        "没有引擎 {name!r}。您是指 {near} 吗？可用的有：{names}。",
    ),
    "engine.no_openvino": ("openvino is not installed", "未安装 openvino"),
    "engine.small_network": (
        "so small a network answers soonest on onnxruntime",
        "这么小的网络在 onnxruntime 上回答最快",
    ),
    "engine.no_bf16_here": (
        "openvino is installed, but this CPU has no bf16 arithmetic",
        "已安装 openvino，但此 CPU 没有 bf16 运算",
    ),
    "engine.parity_recorded": (
        "openvino in bf16 did not answer as the trained network did: {figures}",
        "openvino 的 bf16 当时的回答与训练好的网络不同：{figures}",
    ),
    "engine.parity_unproven": (
        "openvino in bf16 is not proven to answer as the trained network did: {figures}",
        "openvino 的 bf16 未被证明与训练好的网络回答一致：{figures}",
    ),
    "engine.no_bf16_of_model": (
        "openvino cannot run this model in bf16: {reason}",
        "openvino 不能以 bf16 运行该模型：{reason}",
    ),
    "engine.parity_failed": (
        "openvino in bf16 does not answer as the trained network did: {figures}",
        "openvino 的 bf16 的回答与训练好的网络不同：{figures}",
    ),
    "engine.parity_passed": (
        "openvino in bf16 passes the self-test: {figures}",
        "openvino 的 bf16 通过自检：{figures}",
    ),
    "engine.threads": (
        "threads is {threads}; give 1 or more, or none for every core.",
        "threads 为 {threads}；请给出 1 或更大的数，不给则使用所有核心。",
    ),
    "engine.precision": (
        "precision {precision} does not go with engine {engine}. Name one that has it ({known}).",
        "精度 {precision} 不能用于引擎 {engine}。请指定支持它的引擎（{known}）。",
    ),
    "engine.picture_memory": (
        "There is not enough memory for this picture. Make it smaller.",
        "内存不足，装不下这张图片。请把它缩小。",
    ),
    "engine.picture_unreadable": ("It cannot be read: {reason}.", "无法读取：{reason}。"),
    "engine.onnx_run": (
        "onnxruntime could not run a batch of {shape}: {reason}. If memory is short, use a smaller --batch.",
        "onnxruntime 无法运行形状为 {shape} 的批次：{reason}。如果内存不足，请用更小的 --batch。",
    ),
    "engine.onnx_import": (
        "onnxruntime cannot be imported ({reason}). Install it with: pip install onnxruntime",
        "无法导入 onnxruntime（{reason}）。请安装：pip install onnxruntime",
    ),
    "engine.onnx_load": (
        "onnxruntime cannot load {model}: {reason}. Run `huoyan verify` on the model's folder to see "
        "whether the file is damaged.",
        "onnxruntime 无法载入 {model}：{reason}。请对模型的文件夹运行 `huoyan verify`，查看文件是否损坏。",
    ),
    "engine.the_graph": ("the graph", "该图"),
    "engine.no_bf16": (
        "This CPU has no bf16 arithmetic. Use precision fp32.",
        "此 CPU 没有 bf16 运算。请使用精度 fp32。",
    ),
    "engine.openvino_run": (
        "openvino could not run a batch of {shape}: {reason}. Use --engine onnxruntime, or, if memory "
        "is short, a smaller --batch.",
        "openvino 无法运行形状为 {shape} 的批次：{reason}。请使用 --engine onnxruntime，或者，"
        "如果内存不足，用更小的 --batch。",
    ),
    "engine.of_openvino": ("The engine openvino", "引擎 openvino "),
    "engine.openvino_load": (
        "openvino cannot load {model}: {reason}. Use --engine onnxruntime, or run `huoyan verify` on "
        "the model's folder to see if it is damaged.",
        "openvino 无法载入 {model}：{reason}。请使用 --engine onnxruntime，或对模型的文件夹运行 "
        "`huoyan verify`，查看它是否损坏。",
    ),
    "engine.torch_batch": (
        "The batch is {dtype} {shape}; the network takes uint8 (N, H, W, C), N >= 1.",
        "批次是 {dtype} {shape}；网络接受 uint8 (N, H, W, C)，N >= 1。",
    ),
    "engine.torch_run": (
        "torch could not run a batch of {shape}: {reason}. If memory is short, use a smaller --batch.",
        "torch 无法运行形状为 {shape} 的批次：{reason}。如果内存不足，请用更小的 --batch。",
    ),
    "engine.any_side": ("any", "任意"),
    "engine.has": ("{name}: {precisions}", "{name}：{precisions}"),
    "bench.batches": (
        "batches are {batches}; give sizes of 1 or more.",
        "batches 为 {batches}；请给出 1 或更大的数。",
    ),
    "bench.seconds": (
        "seconds is {seconds:g}; give a number from 0 to {longest:g}.",
        "seconds 为 {seconds:g}；请给出 0 到 {longest:g} 之间的数。",
    ),
    "embed.no_graph": (
        "{name} cannot be read as an ONNX graph: {reason}.",
        "{name} 无法作为 ONNX 图读取：{reason}。",
    ),
    "embed.of_regions": (
        "{name} looks at regions of a picture, not at the whole of it, so there is nothing to take as its embedding. "
        "Give another backbone.",
        "{name} 查看的是图片的候选区域，而不是整张图片，因此没有可用作其嵌入的内容。请另给一个主干网络。",
    ),
    "embed.no_linear_end": (
        "{name} does not end in a linear layer on features (its end: {end}), so there is nothing to "
        "take as an embedding. Give another backbone.",
        "{name} 的末端不是作用于特征的线性层（它的末端：{end}），因此没有可用作嵌入的内容。"
        "请另给一个主干网络。",
    ),
    "embed.from_model": ("Taking embeddings from a model (--backbone)", "由模型取得嵌入（--backbone）"),
}
