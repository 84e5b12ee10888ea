"""What the Open Inference Protocol refuses, and why."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "v2.an_object": ("an object", "对象"),
    "v2.a_text": ("a text of at most {most} characters", "最多 {most} 个字符的文本"),
    "v2.a_sequence": (
        "a whole number above 0, or a text of at most {most} characters",
        "大于 0 的整数，或最多 {most} 个字符的文本",
    ),
    "v2.a_whole_number": ("a whole number from {low} to {high}", "{low} 到 {high} 的整数"),
    "v2.true_or_false": ("true or false", "true 或 false"),
    "v2.binary_size": (
        "Input {name} has a binary_data_size of {size}; expected the number of its bytes behind the JSON.",
        "输入 {name} 的 binary_data_size 为 {size}；应为它在 JSON 之后的字节数。",
    ),
    "v2.bytes_cut_off": (
        "Input {name} ends within element {at}. Before each element of BYTES stands its length, 4 bytes, little-endian.",
        "输入 {name} 在第 {at} 个元素中间结束。BYTES 的每个元素之前须有它的长度，4 字节，小端序。",
    ),
    "v2.count_of_shape": (
        "Tensor {name} has {found} elements; its shape {shape} needs {wanted}.",
        "张量 {name} 有 {found} 个元素；它的形状 {shape} 需要 {wanted} 个。",
    ),
    "v2.data_list": (
        "The data of tensor {name} is no list. Write its elements as a list, row by row.",
        "张量 {name} 的 data 不是列表。请把元素逐行写成列表。",
    ),
    "v2.data_once": (
        "Tensor {name} needs its data once: as a list `data`, or behind the JSON with `binary_data_size` in its parameters.",
        "张量 {name} 的数据须恰好给出一次：写成列表 data，或在其 parameters 中给出 binary_data_size 并放在 JSON 之后。",
    ),
    "v2.data_ragged": (
        "The data of tensor {name} is nested unevenly. Write its elements as one list, row by row.",
        "张量 {name} 的 data 嵌套不齐。请把元素逐行写成一个列表。",
    ),
    "v2.datatype": (
        "Tensor {name} has datatype {datatype}; known are: {known}.",
        "张量 {name} 的 datatype 为 {datatype}；可用的有：{known}。",
    ),
    "v2.element": (
        "Tensor {name} of {datatype} holds a value of kind {kind}, which does not stand for such a number.",
        "{datatype} 张量 {name} 含有类型为 {kind} 的值，它不能表示这样的数。",
    ),
    "v2.entries": (
        "The request needs {key!r}: a list of 1 to {most} tensors.",
        "请求须有 {key!r}：含 1 到 {most} 个张量的列表。",
    ),
    "v2.input_name": (
        "The model has no input {name!r}; it takes {known}.",
        "模型没有输入 {name!r}；它接受 {known}。",
    ),
    "v2.input_shape": (
        "Input {name} is {datatype} {shape}; expected {wanted} {sides}, where -1 is any number above 0. A file goes into the input {encoded}, whatever its size.",
        "输入 {name} 是 {datatype} {shape}；应为 {wanted} {sides}，其中 -1 表示任意正数。文件请放入输入 {encoded}，尺寸不限。",
    ),
    "v2.json": ("The request cannot be read as JSON: {reason}", "请求不能作为 JSON 读取：{reason}"),
    "v2.json_length": (
        "{header} is {given!r}; expected how many of the {size:,} bytes of the body, unpacked, are JSON.",
        "{header} 为 {given!r}；应为请求体解压后的 {size:,} 字节中 JSON 所占的字节数。",
    ),
    "v2.no_classes": (
        "Output {name} has no score for each label, so its best classes cannot be told. Leave out `classification`.",
        "输出 {name} 没有每个标签的得分，无法给出最佳类别。请去掉 classification。",
    ),
    "v2.no_object": (
        "The request is JSON, but a {kind}; expected an object with `inputs`.",
        "请求是 JSON，但为 {kind}；应为含有 inputs 的对象。",
    ),
    "v2.no_sequence_id": (
        "sequence_start or sequence_end is given without a sequence_id. Give the sequence an id above 0.",
        "给出了 sequence_start 或 sequence_end，却没有 sequence_id。请给序列一个大于 0 的编号。",
    ),
    "v2.one_input": (
        "The request has {n} inputs; expected one: {known}.",
        "请求有 {n} 个输入；应为一个：{known}。",
    ),
    "v2.one_step": (
        "A request of a sequence holds one frame or row at a time; this one has {n}.",
        "序列的每个请求只含一帧或一行；此请求有 {n} 个。",
    ),
    "v2.out_of_range": (
        "Tensor {name} holds a number that {datatype} cannot.",
        "张量 {name} 含有 {datatype} 无法表示的数。",
    ),
    "v2.output_name": (
        "Each of `outputs` needs a `name`.",
        "outputs 的每一项须有 name。",
    ),
    "v2.output_unknown": (
        "The model has no output {name!r}; it gives {known}.",
        "模型没有输出 {name!r}；它给出 {known}。",
    ),
    "v2.parameters": (
        "The parameters of tensor {name} are no object.",
        "张量 {name} 的 parameters 不是对象。",
    ),
    "v2.shape": (
        "Tensor {name} has the shape {shape}; expected a list of 1 to {most} whole numbers, none below 0.",
        "张量 {name} 的 shape 为 {shape}；应为 1 到 {most} 个非负整数的列表。",
    ),
    "v2.shared_memory": (
        "{name}: {parameter} is not served; send the tensor itself.",
        "{name}：不支持 {parameter}；请直接发送张量。",
    ),
    "v2.size_of_shape": (
        "Tensor {name} has {size:,} bytes; {datatype} {shape} needs {wanted:,}.",
        "张量 {name} 有 {size:,} 字节；{datatype} {shape} 需要 {wanted:,} 字节。",
    ),
    "v2.tail_long": (
        "{left:,} bytes of the body belong to no input. The binary_data_size of all inputs and the JSON make the whole body.",
        "请求体有 {left:,} 字节不属于任何输入。JSON 与所有输入的 binary_data_size 之和应等于整个请求体。",
    ),
    "v2.tail_short": (
        "Input {name} has a binary_data_size of {size:,}, but {left:,} bytes are left of the body. Is Inference-Header-Content-Length given?",
        "输入 {name} 的 binary_data_size 为 {size:,}，而请求体只剩 {left:,} 字节。是否给出了 Inference-Header-Content-Length？",
    ),
    "v2.tensor_entry": (
        "Each of `inputs` is an object with `name`, `datatype`, `shape` and `data`.",
        "inputs 的每一项须为含有 name、datatype、shape 和 data 的对象。",
    ),
    "v2.tensor_name": (
        "Each of `inputs` needs a `name`, a text.",
        "inputs 的每一项须有文本 name。",
    ),
    "v2.too_many_rows": (
        "The request holds {n:,} pictures; at most {most:,} are taken at once. Send them in several requests.",
        "请求含有 {n:,} 张图片；一次最多 {most:,} 张。请分多个请求发送。",
    ),
    "v2.uneven": (
        "Output {name} differs in shape among the {n} pictures of the request. Ask for `answer`, or send them one by one.",
        "请求中 {n} 张图片的输出 {name} 形状不同。请改取 answer，或逐张发送。",
    ),
    "v2.value": (
        "{key} is {value}; expected {expected}.",
        "{key} 为 {value}；应为{expected}。",
    ),
}
