"""What a server says before it answers, and as it ends."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "serve.setting": (
        "--{flag} is {value}; expected {expected}.",
        "--{flag} 为 {value}；应为{expected}。",
    ),
    "web.not_bound": (
        "Cannot listen on {host}, port {port}: {reason}. Choose another --port (0 for any that is free) or --host.",
        "无法在 {host} 的端口 {port} 上监听：{reason}。请另选 --port（0 表示任意空闲端口）或 --host。",
    ),
    "count.model": ("{n:,} model|{n:,} models", "{n:,} 个模型"),
    "serve.at": (
        "{models} ({names}) at {address} . Ctrl-C ends it.",
        "{models}（{names}），地址 {address} 。按 Ctrl-C 结束。",
    ),
    "serve.ended": (
        "The server has ended; all that it had taken was answered.",
        "服务已结束；已接收的请求都已回答。",
    ),
    "serve.workers_here": (
        "--workers {workers} needs sockets that processes share, which Windows does not have. Leave it out, or serve from Linux or macOS.",
        "--workers {workers} 需要进程间共享套接字，Windows 没有该功能。请去掉该参数，或在 Linux、macOS 上提供服务。",
    ),
    "serve.no_worker": (
        "No worker can start: {reason}",
        "没有工作进程能够启动：{reason}",
    ),
    "serve.worker_code": ("it ended with code {code}", "它已结束，代码 {code}"),
    "serve.no_process": (
        "the system starts no further process ({reason})",
        "系统无法再启动进程（{reason}）",
    ),
    "serve.worker_waits": (
        "A worker that ended cannot be replaced. {n} of {workers} answer meanwhile; it is tried again within {seconds:g} s, and at SIGHUP. Why: {reason}",
        "已结束的工作进程无法替换。此间由 {workers} 个中的 {n} 个作答；{seconds:g} 秒之内以及收到 SIGHUP 时会重试。原因：{reason}",
    ),
    "serve.workers_start_again": (
        "Workers can start again: {process} answers.",
        "工作进程又能启动了：{process} 已在作答。",
    ),
    "serve.is_now": ("{name} is now version {version}.", "{name} 现为版本 {version}。"),
    "serve.goes_on": ("{name} goes on as it was: {reason} [{code}]", "{name} 保持原样：{reason} [{code}]"),
    "serve.keys_stay": ("The keys stay as they were: {reason} [{code}]", "密钥保持原样：{reason} [{code}]"),
    "serve.log_stays": (
        "The log of requests goes on where it was: {reason} [{code}]",
        "请求日志仍写到原处：{reason} [{code}]",
    ),
    "serve.worker_ended": (
        "Worker {process} ended (code {code}); another takes its place.",
        "工作进程 {process} 已结束（代码 {code}）；由新的进程代替。",
    ),
    "serve.name_twice": (
        "Two models would be called {name!r}: {one} and {other}. Name them: NAME=RUN.",
        "有两个模型都会叫 {name!r}：{one} 和 {other}。请用 NAME=RUN 为它们命名。",
    ),
    "serve.bad_name": (
        "{name!r} cannot be the name of a model in an address; expected 1 to 100 letters, digits, - _ or . of any script. Name it: NAME={path}",
        "{name!r} 不能用作地址中的模型名称；应为 1 到 100 个任意文字的字母、数字、- _ 或 . 。请命名：NAME={path}",
    ),
    "serve.rate_without_keys": (
        "--rate {rate:g} counts the calls of each key, and no keys are given. Add --api-key-file keys.txt (huoyan key makes one), or leave --rate out.",
        "--rate {rate:g} 按密钥计算调用次数，但没有给出密钥。请加上 --api-key-file keys.txt（用 huoyan key 生成），或去掉 --rate。",
    ),
    "serve.log_unwritable": (
        "The log of requests cannot be written to {path}: {reason}. Choose another --request-log, or - for stdout.",
        "请求日志无法写入 {path}：{reason}。请另选 --request-log，或用 - 写到标准输出。",
    ),
    "serve.no_argument": (
        "serve has no argument {name!r}. Near: {near}.",
        "serve 没有参数 {name!r}。相近的有：{near}。",
    ),
    "serve.no_runs": (
        "No model was named. Give a run folder: huoyan serve runs/mine",
        "没有指定模型。请给出训练运行文件夹：huoyan serve runs/mine",
    ),
    "serve.of_serve": ("serving over HTTP", "通过 HTTP 提供服务"),
    "serve.number_between": ("a number from {low:g} to {high:g}", "{low:g} 到 {high:g} 之间的数"),
    "serve.whole_between": ("a whole number from {low} to {high}", "{low} 到 {high} 之间的整数"),
}
