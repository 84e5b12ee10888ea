"""The description of all calls: what each does, takes and answers."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "openapi.title": ("Calls of this server", "本服务器的接口"),
    "openapi.about": (
        "A recogniser behind HTTP. Pictures go in as they are; where keys are asked for, show yours as `Authorization: Bearer KEY` or `X-API-Key: KEY`.",
        "通过 HTTP 提供的识别服务。图片原样发送即可；若要求密钥，请以 `Authorization: Bearer 密钥` 或 `X-API-Key: 密钥` 出示。",
    ),
    "openapi.example": ("Example", "示例"),
    "openapi.example_answer": ("Its answer", "示例的结果"),
    "openapi.answered": ("Answered.", "已回答。"),
    "openapi.refused": (
        "Refused, with the reason. 4xx: what the caller can mend; 429 names in Retry-After when to try again; 504: not within the time allowed.",
        "已拒绝，并说明原因。4xx：调用方可以改正；429 在 Retry-After 中给出何时重试；504：未能在允许时间内完成。",
    ),
    "openapi.error": (
        "An error has a stable code, on which programs may branch, and a message that says the remedy.",
        "错误含有供程序判断的稳定代码，以及说明如何解决的信息。",
    ),
    "openapi.text_error": (
        "An error of the Open Inference Protocol: a text.",
        "Open Inference Protocol 的错误：一段文本。",
    ),
    "openapi.not_ready": (
        "Not ready: models are being opened, or the server ends.",
        "未就绪：模型正在打开，或服务器即将结束。",
    ),
    "openapi.answer": (
        "Of one picture its answer; of several `answers`, each with an answer or an error. labels, detections or values, as the task is. times: milliseconds of decoding, waiting and the model for the batch that the picture was in. width, height: of the upright picture, in which boxes are counted.",
        "单张图片直接给出结果；多张则为 answers，每项为结果或错误。依任务为 labels、detections 或 values。times：解码、排队以及所在批次的模型时间，单位毫秒。width、height：摆正后的图片，框以其像素计。",
    ),
    "openapi.box": (
        "A thing that was found; its box in pixels of the upright picture, edges between pixels counted from 0.",
        "找到的一个物体；框以摆正后图片的像素计，像素之间的边界从 0 开始计数。",
    ),
    "openapi.hub_answer": (
        "A list of labels or things; of several pictures a list of lists.",
        "标签或物体的列表；多张图片则为列表的列表。",
    ),
    "openapi.pictures": (
        "One picture or several, as base64; or addresses of pictures, where the server allows them.",
        "一张或多张 base64 图片；或图片地址（须服务器允许）。",
    ),
    "openapi.form": (
        "Files, each part with a filename; and what is asked beside them.",
        "文件，每部分须有 filename；以及其他参数。",
    ),
    "openapi.tensor": (
        "data: row by row; of BYTES base64 in JSON. Or behind the JSON, with parameters.binary_data_size.",
        "data：逐行给出；JSON 中的 BYTES 为 base64。也可放在 JSON 之后，并给出 parameters.binary_data_size。",
    ),
    "openapi.model_in_path": ("The name of the model.", "模型名称。"),
    "openapi.version_in_path": ("The version that is served now.", "当前提供的版本。"),
    "openapi.model_in_query": (
        "The name of the model; may be left out where one is served.",
        "模型名称；只提供一个模型时可省略。",
    ),
    "openapi.top": ("So many labels, the most probable first.", "给出多少个标签，最可能的在前。"),
    "openapi.threshold": (
        "Labels and things with a lower score are left out. Without it, as the model was settled.",
        "得分更低的标签和物体不列出。不给出时按模型的设定。",
    ),
    "openapi.timeout_s": (
        "Seconds that you wait at most; the server may allow less.",
        "最多等待的秒数；服务器允许的时间可能更短。",
    ),
    "openapi.json_length": (
        "How much of the body, unpacked, is JSON, where tensors follow it as bytes. 0: the body is one picture.",
        "请求体解压后 JSON 所占的字节数，其后为张量的字节。0：请求体就是一张图片。",
    ),
    "openapi.predict.summary": ("Ask all about a picture", "询问图片的全部信息"),
    "openapi.predict.more": (
        "The body is the picture as it is, a form with files, or JSON. All that is known comes back: labels or boxes, scores, times, the version of the model and the id of the request (yours, if you send X-Request-ID).",
        "请求体为图片本身、含文件的表单或 JSON。返回全部信息：标签或框、得分、时间、模型版本以及请求编号（若发送 X-Request-ID 则为您的编号）。",
    ),
    "openapi.hub.summary": (
        "Ask as Hugging Face's clients do",
        "以 Hugging Face 客户端的方式询问",
    ),
    "openapi.hub.more": (
        "For `InferenceClient(model=ADDRESS)` of huggingface_hub: `image_classification` and `object_detection`. A bare list comes back.",
        "供 huggingface_hub 的 `InferenceClient(model=地址)` 使用：`image_classification` 与 `object_detection`。返回一个列表。",
    ),
    "openapi.models.summary": ("Which models are there?", "有哪些模型？"),
    "openapi.models.more": ("Their names and versions.", "名称与版本。"),
    "openapi.card.summary": ("The card of a model", "模型卡片"),
    "openapi.card.more": (
        "What it answers, how well, learnt from which data, under which licence.",
        "它回答什么、有多准、由哪些数据训练、采用何种许可。",
    ),
    "openapi.reload.summary": ("Read a model again", "重新读取模型"),
    "openapi.reload.more": (
        "Opens what is in its folder now, lets it pass its self-test, and only then puts it in the place of the old one. Wants a key of an admin, where keys are asked for.",
        "打开文件夹中的当前内容，通过自检后才替换旧模型。要求密钥时需要管理员密钥。",
    ),
    "openapi.v2_server.summary": ("Open Inference Protocol: the server", "Open Inference Protocol：服务器"),
    "openapi.v2_server.more": ("Its name, version and extensions.", "名称、版本和扩展。"),
    "openapi.v2_live.summary": ("Open Inference Protocol: alive", "Open Inference Protocol：存活"),
    "openapi.v2_live.more": ("Whether the server lives. Wants no key.", "服务器是否存活。无需密钥。"),
    "openapi.v2_ready.summary": ("Open Inference Protocol: ready", "Open Inference Protocol：就绪"),
    "openapi.v2_ready.more": ("Whether all models answer. Wants no key.", "所有模型是否可用。无需密钥。"),
    "openapi.v2_models.summary": (
        "Open Inference Protocol: names of the models",
        "Open Inference Protocol：模型名称",
    ),
    "openapi.v2_models.more": ("In the order in which they are served.", "按提供的顺序。"),
    "openapi.v2_index.summary": (
        "Open Inference Protocol: index of the models",
        "Open Inference Protocol：模型索引",
    ),
    "openapi.v2_index.more": ("Each with its version and state.", "每个模型的版本与状态。"),
    "openapi.v2_model.summary": ("Open Inference Protocol: a model", "Open Inference Protocol：一个模型"),
    "openapi.v2_model.more": (
        "Its inputs and outputs; -1 is a side that may be any. Of its two inputs one is given: the picture as it is encoded, or pixels of the network's size.",
        "输入与输出；-1 表示任意边长。两个输入中给出一个：编码后的图片，或网络尺寸的像素。",
    ),
    "openapi.v2_model_ready.summary": (
        "Open Inference Protocol: a model is ready",
        "Open Inference Protocol：模型就绪",
    ),
    "openapi.v2_model_ready.more": (
        "200 where it answers, 404 where there is none.",
        "可用时为 200，没有该模型时为 404。",
    ),
    "openapi.v2_infer.summary": ("Open Inference Protocol: inference", "Open Inference Protocol：推理"),
    "openapi.v2_infer.more": (
        "JSON, or JSON with tensors as bytes behind it; gzip and deflate both ways. parameters: sequence_id, sequence_start and sequence_end for streams, timeout in microseconds, top. The output `answer` holds the decoded answer as JSON, the others what the network gave.",
        "JSON，或其后附有张量字节的 JSON；双向支持 gzip 与 deflate。parameters：流使用 sequence_id、sequence_start、sequence_end，timeout 以微秒计，另有 top。输出 answer 是解码后的 JSON 结果，其余为网络的原始输出。",
    ),
    "openapi.page.summary": ("The page to try models", "试用模型的网页"),
    "openapi.page.more": (
        "For people: drop a picture and see the answer. Wants no key; what it asks does.",
        "供人使用：放入图片即可看到结果。页面本身无需密钥，其请求需要。",
    ),
    "openapi.livez.summary": ("Does the process live?", "进程是否存活？"),
    "openapi.livez.more": ("Wants no key.", "无需密钥。"),
    "openapi.readyz.summary": ("Does it want requests?", "是否接受请求？"),
    "openapi.readyz.more": (
        "Wants no key. Where none are asked for, it tells the models and their versions, too.",
        "无需密钥。不要求密钥的地方还会列出模型及其版本。",
    ),
    "openapi.metrics.summary": ("Measures for Prometheus", "供 Prometheus 使用的指标"),
    "openapi.metrics.more": (
        "Queue, batches, times of decoding, model and whole requests, refusals by reason.",
        "队列、批次、解码与模型及整个请求的时间、按原因统计的拒绝。",
    ),
}
