"""What `huoyan serve --help` says."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "command.serve": (
        "answer over HTTP: a page to try a model, and protocols for programs",
        "通过 HTTP 作答：试用模型的网页，以及供程序使用的协议",
    ),
    "does.serve": (
        "Answers over HTTP until Ctrl-C: a page to try models at /, and protocols for programs (see /docs). SIGHUP reads the models again.",
        "通过 HTTP 作答，直到按 Ctrl-C：/ 是试用模型的网页，程序可用的协议见 /docs。收到 SIGHUP 时重新读取模型。",
    ),
    "flag.served": (
        "run folders; a model is called as its folder is, or NAME",
        "训练运行文件夹；模型以文件夹命名，或用 NAME 命名",
    ),
    "group.serve_where": ("where it answers", "在哪里作答"),
    "group.serve_load": ("under load", "负载"),
    "group.serve_access": ("who may call", "谁可以调用"),
    "serving.host": (
        "address to listen on (default: 127.0.0.1, this machine alone)",
        "监听的地址（默认：127.0.0.1，仅本机）",
    ),
    "serving.port": ("default: 8000; 0 for any that is free", "默认：8000；0 表示任意空闲端口"),
    "serving.workers": (
        "processes that answer, each with models of its own; one that ends is replaced (default: 1)",
        "作答的进程数，各有自己的模型；结束的会被替换（默认：1）",
    ),
    "serving.max_batch": (
        "pictures that go through a model together (default: measured at the start)",
        "一起通过模型的图片数（默认：启动时测量）",
    ),
    "serving.delay_ms": (
        "longest that a picture waits for others that are being decoded, where that pays (default: 5)",
        "图片为等待其他正在解码的图片最多等多久，仅在有益时（默认：5）",
    ),
    "serving.queue": (
        "pictures of a model that may wait; the next gets 429 with Retry-After (default: 128)",
        "一个模型可排队的图片数；超出者得到 429 和 Retry-After（默认：128）",
    ),
    "serving.deadline_s": (
        "seconds after which a picture is given up with 504 (default: 10)",
        "超过这么多秒的图片放弃，返回 504（默认：10）",
    ),
    "serving.max_body": ("bytes of a request (default: 33554432)", "一个请求的字节数（默认：33554432）"),
    "serving.api_key_file": (
        "hashed keys, of which every call must show one (see huoyan key); needed beyond this machine",
        "密钥哈希文件，每次调用须出示其一（见 huoyan key）；本机以外必须使用",
    ),
    "serving.no_auth": (
        "anybody who reaches the address may call",
        "任何能访问该地址者都可以调用",
    ),
    "serving.rate": (
        "requests a second that each key may make, of each worker (default: any)",
        "每个密钥每秒的请求数，按每个工作进程计（默认：不限）",
    ),
    "serving.request_log": (
        "adds a JSON line for each request to FILE, - for stdout; nothing of pictures or keys (default: none)",
        "把每个请求以一行 JSON 追加到 FILE，- 表示标准输出；不含图片内容和密钥（默认：无）",
    ),
    "serving.tls_cert": ("certificate chain, PEM", "证书链，PEM"),
    "serving.tls_key": ("its private key, PEM", "其私钥，PEM"),
    "serving.url_hosts": (
        "hosts from which pictures may be fetched by address (default: none)",
        "可按地址获取图片的主机（默认：无）",
    ),
    "example.serve": ("then open http://127.0.0.1:8000", "然后打开 http://127.0.0.1:8000"),
    "example.serve_curl": ("labels and scores as JSON", "以 JSON 给出标签和得分"),
    "example.serve_names": ("two models, the second called parts", "两个模型，第二个名为 parts"),
    "example.serve_keys": ("for other machines, with keys and TLS", "供其他机器使用，带密钥和 TLS"),
    "example.serve_workers": ("four processes on one port", "四个进程共用一个端口"),
    "example.serve_reload": (
        "reads the models again; a broken one changes nothing",
        "重新读取模型；损坏的模型不会替换原来的",
    ),
}
