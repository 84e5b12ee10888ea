"""The model on disk: what is wrong with one, and why one cannot be written or exported."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "artifact.unknown_task": (
        "task {name!r} is unknown; this version knows {known}",
        "未知的任务 {name!r}；此版本认识 {known}",
    ),
    "artifact.no_value_of_task": ("{name!r} is no value of the task {task}", "{name!r} 不是任务 {task} 的值"),
    "artifact.clip_missing": (
        "the task is about clips, but `clip` does not say what is seen of them",
        "任务针对片段，但 `clip` 没有说明看片段的什么",
    ),
    "artifact.clip_of_pictures": (
        "`clip` is there, but the task is about pictures",
        "有 `clip`，但任务针对图片",
    ),
    "artifact.state_of_pictures": (
        "`state` is there, but nothing is seen over time without `clip`",
        "有 `state`，但没有 `clip` 就没有随时间的内容",
    ),
    "artifact.two_frames": (
        "`preprocess` is not that of the frames in `clip`",
        "`preprocess` 与 `clip` 中各帧的预处理不同",
    ),
    "artifact.state_name": (
        "{name!r} is a tensor of the state and another of the graph",
        "{name!r} 既是状态的张量，又是图的另一个张量",
    ),
    "artifact.no_input": (
        "it has no input {name!r}, which the manifest asks for; it has {inputs}",
        "它没有清单所要求的输入 {name!r}；它有 {inputs}",
    ),
    "artifact.more_inputs": (
        "it also takes {names}, of which the manifest says nothing",
        "它还接受 {names}，而清单未提及",
    ),
    "artifact.clip_input": (
        "its input {name} is {found}, the manifest says {wanted}",
        "它的输入 {name} 是 {found}，而清单写的是 {wanted}",
    ),
    "artifact.too_many_labels": ("more than {most:,} labels", "标签超过 {most:,} 个"),
    "artifact.missing": (
        "{path} does not exist. A model is a run folder, its model/ folder or the {manifest} in it.",
        "{path} 不存在。模型可以是运行文件夹、其中的 model/ 文件夹，或里面的 {manifest}。",
    ),
    "artifact.missing_near": (
        "{path} does not exist. A model is a run folder, its model/ folder or the {manifest} in it; "
        "models nearby: {near}.",
        "{path} 不存在。模型可以是运行文件夹、其中的 model/ 文件夹，或里面的 {manifest}；附近的模型有："
        "{near}。",
    ),
    "artifact.not_a_model": (
        "{path} is not a model: neither {manifest} nor {folder}/{manifest} is in it. Give the folder "
        "that `huoyan train --out` wrote.",
        "{path} 不是模型：其中既没有 {manifest}，也没有 {folder}/{manifest}。请给出 `huoyan train "
        "--out` 写出的文件夹。",
    ),
    "artifact.not_a_model_near": (
        "{path} is not a model: neither {manifest} nor {folder}/{manifest} is in it; models nearby: "
        "{near}. Give the folder that `huoyan train --out` wrote.",
        "{path} 不是模型：其中既没有 {manifest}，也没有 {folder}/{manifest}；附近的模型有：{near}。"
        "请给出 `huoyan train --out` 写出的文件夹。",
    ),
    "artifact.file_of_model": (
        "{file} is a file, not a model folder. It belongs to the model {folder}: give that folder.",
        "{file} 是文件，不是模型文件夹。它属于模型 {folder}：请给出该文件夹。",
    ),
    "artifact.graph_alone": (
        "{file} is a file, not a model folder. An ONNX file alone has no labels and no preprocessing: "
        "give the folder with its {manifest}, that `huoyan train --out` wrote.",
        "{file} 是文件，不是模型文件夹。单独的 ONNX 文件没有标签和预处理：请给出含有其 {manifest} "
        "的文件夹，即 `huoyan train --out` 写出的文件夹。",
    ),
    "artifact.not_a_folder": (
        "{file} is a file, not a model folder. Give the folder that `huoyan train --out` wrote.",
        "{file} 是文件，不是模型文件夹。请给出 `huoyan train --out` 写出的文件夹。",
    ),
    "artifact.value_at": ("{where}: {reason}", "{where}：{reason}"),
    "artifact.other_folder": (
        "{folder} is a folder with other files in it, not a model, and is left as it is. Choose "
        "another folder for the model.",
        "{folder} 是放有其他文件的文件夹，不是模型，因此保持原样。请为模型另选文件夹。",
    ),
    "artifact.other_file": (
        "{folder} is a file, not a model, and is left as it is. Choose another folder for the model.",
        "{folder} 是文件，不是模型，因此保持原样。请为模型另选文件夹。",
    ),
    "artifact.unwritten": (
        "The model cannot be written to {folder}: {reason}. {remedy}",
        "模型无法写到 {folder}：{reason}。{remedy}",
    ),
    "artifact.json_too_long": (
        "it has more than {most:,} bytes, the most that is read",
        "它超过 {most:,} 字节，即读取的上限",
    ),
    "artifact.json_too_many": (
        "it has {n:,} signs [ and {{, of which {most:,} are the most; numbers may stand in one list, row by row",
        "其中有 {n:,} 个 [ 和 {{，最多 {most:,} 个；数字可以逐行写在一个列表里",
    ),
    "artifact.json_not_utf8": ("it is not UTF-8 text", "它不是 UTF-8 文本"),
    "artifact.json_wrong": (
        "line {line}, column {column}: {reason}",
        "第 {line} 行第 {column} 列：{reason}",
    ),
    "artifact.json_deeper_than": (
        "it is nested too deeply: {most} levels are the most",
        "嵌套过深：最多 {most} 层",
    ),
    "artifact.json_too_deep": ("it is nested too deeply", "嵌套过深"),
    "artifact.json_twice": ("the key {name!r} stands in it twice", "其中的键 {name!r} 出现两次"),
    "artifact.json_digits": (
        "it holds a number of {digits:,} digits: {most} are the most",
        "其中有一个 {digits:,} 位的数：最多 {most} 位",
    ),
    "artifact.json_no_number": ("{name} stands in it, which is no number", "其中有 {name}，它不是数"),
    "artifact.manifest_changed": (
        "it was changed after the model was written (its own sha256 differs)",
        "模型写出之后它被改过（与它自己的 sha256 不符）",
    ),
    "artifact.foreign_file": (
        "it does not belong to the model: the manifest does not list it. Take it out of the folder",
        "它不属于该模型：清单中没有列出。请把它移出文件夹",
    ),
    "artifact.holds_a_generator": (
        "{path} holds a generator, which recognises nothing: huoyan generate sample makes pictures with it. Give the folder "
        "that `huoyan train --out` wrote.",
        "{path} 中是生成器，不能识别：可用 huoyan generate sample 生成图片。请给出 `huoyan train --out` 写出的文件夹。",
    ),
    "artifact.file_missing": ("it is missing", "文件缺失"),
    "artifact.file_unreadable": ("it cannot be read: {reason}", "无法读取：{reason}"),
    "artifact.file_changed": (
        "its sha256 is {found}..., the manifest says {expected}...: it was changed or damaged",
        "它的 sha256 是 {found}...，清单中为 {expected}...：文件被改过或已损坏",
    ),
    "artifact.graph_unreadable": (
        "{path} cannot be read: {reason}. Allow reading it, or restore it from a copy.",
        "{path} 无法读取：{reason}。请允许读取，或从副本恢复。",
    ),
    "artifact.external_weights": (
        "its weights lie in another file, which no checksum covers",
        "它的权重在另一个文件里，没有校验和覆盖",
    ),
    "artifact.input_shape": (
        "its input {name} is {found}, the manifest says pictures of {height} x {width} x {channels}",
        "它的输入 {name} 是 {found}，而清单写的是 {height} x {width} x {channels} 的图片",
    ),
    "artifact.no_output": (
        "it has no output {name!r}, which the manifest asks for; it has {outputs}",
        "它没有清单所要求的输出 {name!r}；它有 {outputs}",
    ),
    "artifact.output_shape": (
        "its output {name} is {found}, the manifest says {wanted}",
        "它的输出 {name} 是 {found}，而清单写的是 {wanted}",
    ),
    "artifact.selftest_lacks": ("it holds no `{name}`", "其中没有 `{name}`"),
    "artifact.selftest_images": (
        "its images are {dtype} {shape}, not {kind} (n, *{wanted})",
        "其中的图片是 {dtype} {shape}，而不是 {kind} (n, *{wanted})",
    ),
    "artifact.selftest_answers": (
        "its {output} are {dtype} {shape}, not numbers {rows}",
        "其中的 {output} 是 {dtype} {shape}，而不是数值 {rows}",
    ),
    "artifact.graph_of_other": (
        "{path} does not belong to its huoyan.json: {reason}. Restore the folder from a copy, or train "
        "again.",
        "{path} 与它的 huoyan.json 不符：{reason}。请从副本恢复该文件夹，或重新训练。",
    ),
    "artifact.selftest": (
        "The self-test of {folder} cannot be repeated: {reason}. Train or export again.",
        "{folder} 的自检无法重做：{reason}。请重新训练或导出。",
    ),
    "artifact.no_onnx": ("it is cut off or no ONNX file", "它不完整，或者不是 ONNX 文件"),
    "artifact.graph_without_output": ("it names no output", "它没有写出任何输出"),
    "artifact.graph_parts": ("it has more than {most:,} parts", "它超过 {most:,} 个部分"),
    "artifact.graph_too_deep": ("its graphs are nested too deeply", "它的图嵌套过深"),
    "artifact.mean_and_std": (
        "network: mean and std are of different lengths",
        "network：mean 与 std 的长度不同",
    ),
    "artifact.out_is_folder": (
        "{flag} {path} is a folder; give the name of a file.",
        "{flag} {path} 是文件夹；请给出文件名。",
    ),
    "artifact.out_of_user": (
        "{flag} {path} is a file that no earlier call wrote, and it would be overwritten. Name another "
        "file, or move it away.",
        "{flag} {path} 不是先前调用写出的文件，会被覆盖。请另取文件名，或把它移走。",
    ),
    "artifact.no_picture_keys": ("it holds no keys of pictures", "其中没有图片的键"),
    "artifact.empty_path": (
        "The path of the model is empty. Give a run folder.",
        "模型的路径是空的。请给出运行文件夹。",
    ),
    "artifact.no_path": ("{path} is no path: {reason}.", "{path} 不是路径：{reason}。"),
    "artifact.not_complete": (
        "{folder} is not complete: {name} is missing. Copy the whole folder again, or train again.",
        "{folder} 不完整：缺少 {name}。请重新复制整个文件夹，或重新训练。",
    ),
    "artifact.link": (
        "{file} is a link to a file elsewhere; the files of a model lie in its folder. Copy the file "
        "to this place.",
        "{file} 是指向别处文件的链接；模型的文件应放在它自己的文件夹里。请把文件复制到这里。",
    ),
    "artifact.newer": (
        "{file} has format {found}; this version of huoyan reads format {known}. Upgrade with: pip "
        "install --upgrade huoyan",
        "{file} 的格式是 {found}；当前版本的 huoyan 读取格式 {known}。请升级：pip install --upgrade huoyan",
    ),
    "artifact.strange_file": (
        "files: {name!r} is not the name of a file in the model folder",
        "files：{name!r} 不是模型文件夹中文件的名字",
    ),
    "artifact.not_listed": ("files: {name} is not listed", "files：没有列出 {name}"),
    "artifact.no_object": ("it holds a {kind}, not an object", "其中是 {kind}，而不是对象"),
    "artifact.forbidden": (
        "{path} may not be read by this user. Change its permissions.",
        "当前用户无权读取 {path}。请更改其权限。",
    ),
    "artifact.manifest": (
        "{file} is not a valid manifest: {reason}. Restore the file from a copy, or train again.",
        "{file} 不是有效的清单：{reason}。请从副本恢复该文件，或重新训练。",
    ),
    "artifact.header_too_long": (
        "it describes its arrays in more than {most:,} bytes",
        "它用超过 {most:,} 字节来描述其中的数组",
    ),
    "artifact.arrays_memory": ("there is not enough memory for its arrays", "内存不足，装不下其中的数组"),
    "artifact.arrays_unreadable": (
        "{file} cannot be read: {reason}. Run `huoyan verify {folder}` to see which files are damaged, "
        "and restore them from a copy.",
        "{file} 无法读取：{reason}。请运行 `huoyan verify {folder}` 查看哪些文件已损坏，并从副本恢复它们。",
    ),
    "artifact.any_side": ("any", "任意"),
    "artifact.shape": ("({sides})", "({sides})"),
    "artifact.task_outputs": (
        "outputs: {name} is {found}, the task reads {wanted}",
        "outputs：{name} 是 {found}，而任务读取的是 {wanted}",
    ),
    "export.unwritten": (
        "The export cannot be written to {folder}: {reason}. {remedy}",
        "导出的模型无法写到 {folder}：{reason}。{remedy}",
    ),
    "export.format": (
        "There is no export format {format!r}. There are: {formats}.",
        "没有导出格式 {format!r}。可用的有：{formats}。",
    ),
    "export.exists": ("{path} exists already. Choose another --out.", "{path} 已经存在。请另选 --out。"),
    "export.openvino": (
        "OpenVINO cannot write the model to {folder}: {reason}. If the disk is full, free some space; "
        "or choose another --out.",
        "OpenVINO 无法把模型写到 {folder}：{reason}。如果磁盘已满，请腾出一些空间；或另选 --out。",
    ),
    "export.onnx_metadata": ("Writing metadata into an ONNX file", "把元数据写入 ONNX 文件"),
    "export.for_openvino": ("Exporting for OpenVINO", "导出为 OpenVINO 格式"),
    "generator.missing": (
        "There is no {path}. Give the folder of a run of huoyan generate train.",
        "没有 {path}。请给出 huoyan generate train 的运行目录。",
    ),
    "generator.none_there": (
        "{path} holds no generator. Give the folder of a run of huoyan generate train.",
        "{path} 中没有生成器。请给出 huoyan generate train 的运行目录。",
    ),
    "generator.is_a_model": (
        "{path} holds a recogniser, which makes no pictures. Give the folder of a run of huoyan generate train.",
        "{path} 中是识别器，不能生成图片。请给出 huoyan generate train 的运行目录。",
    ),
    "generator.graph": (
        "{graph} takes or gives something else than its manifest says. Train the generator again, or copy its whole folder.",
        "{graph} 的输入或输出与其清单不符。请重新训练生成器，或复制其整个文件夹。",
    ),
    "generator.changed": (
        "{file} is not as it was written: {reason}. Copy the generator's whole folder again, or train it again.",
        "{file} 与写出时不同：{reason}。请重新复制生成器的整个文件夹，或重新训练。",
    ),
    "generator.n": (
        "{n} pictures cannot be made at once: --n takes 1 to {most:,}.",
        "不能一次生成 {n} 张图片：--n 为 1 至 {most:,}。",
    ),
    "generator.no_class": (
        "The generator knows no class {name!r}. It makes {known}.",
        "生成器没有类别 {name!r}。它能生成：{known}。",
    ),
    "generator.out": (
        "{path} is there already, and not empty: nothing is overwritten. Choose another --out.",
        "{path} 已经存在且不为空：不会覆盖任何内容。请另选 --out。",
    ),
    "generator.bad_out": (
        "Pictures cannot go to {path}: {reason}. Choose another --out.",
        "无法把图片写到 {path}：{reason}。请另选 --out。",
    ),
    "generator.unwritten": (
        "Pictures cannot be written to {path} ({reason}); those that are there are whole. {remedy}",
        "无法把图片写到 {path}（{reason}）；已写出的图片是完整的。{remedy}",
    ),
}
