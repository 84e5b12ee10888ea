"""Alarms of a watch: where they are kept, to whom they go, and why one did not arrive."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "count.alarm": ("{n:,} alarm|{n:,} alarms", "{n:,} 条警报"),
    "count.false alarm": ("{n:,} false alarm|{n:,} false alarms", "{n:,} 次误报"),
    # false alarms
    "alarms.false_none": (
        "no false alarm in {time} watched: fewer than {high:,g} a camera-day; so short a time says no more",
        "监看{time}没有误报：每台摄像机每天少于 {high:,g} 次；这么短的时间只能说明这些",
    ),
    "alarms.false_some": (
        "{alarms} in {time} watched: {value:,g} a camera-day [{low:,g}, {high:,g}]",
        "监看{time}有{alarms}：每台摄像机每天 {value:,g} 次 [{low:,g}, {high:,g}]",
    ),
    "alarms.hours": ("{hours:.1f} h", " {hours:.1f} 小时"),
    "alarms.seconds": ("{seconds:.0f} s", " {seconds:.0f} 秒"),
    "alarms.false_of_rule": ("  {rule}: {told}", "  {rule}：{told}"),
    # outbox
    "alarms.outbox_cannot_be_used": (
        "{path} cannot keep alarms: {reason}. Make the folder writable, or choose another --out.",
        "{path} 无法保存警报：{reason}。请使该文件夹可写，或另选 --out。",
    ),
    "alarms.outbox_full": (
        "{path} takes no more alarms: {reason}. Free some space; the watch goes on from where it last stood.",
        "{path} 无法再保存警报：{reason}。请腾出一些空间；监看会从上次的位置继续。",
    ),
    "alarms.outbox_of_another_version": (
        "{path} is an outbox of layout {layout}, this version of huoyan has {expected}. Choose another --out.",
        "{path} 是格式 {layout} 的发件箱，此版本 huoyan 使用 {expected}。请另选 --out。",
    ),
    # clips
    "alarms.no_clip": (
        "an alarm has no clip: {reason} Alarms are sent all the same.",
        "有警报没有视频片段：{reason} 警报照常发送。",
    ),
    "alarms.clip_no_room": ("the disk is nearly full.", "磁盘快满了。"),
    "alarms.clips_waiting": (
        "{n} clips are not written yet, as many as may wait.",
        "已有 {n} 段视频尚未写完，不能再等更多。",
    ),
    "alarms.writing_clips": (
        "the last clips of alarms are being written, which takes up to {most:.0f} s.",
        "正在写入最后的警报视频片段，最多需要 {most:.0f} 秒。",
    ),
    "alarms.clip_not_encoded": (
        "{path} was not encoded, the encoder ended with {status}.",
        "{path} 未能编码，编码器以 {status} 结束。",
    ),
    "alarms.clip_not_written": ("{path} cannot be written: {reason}.", "无法写入 {path}：{reason}。"),
    # couriers
    "alarms.sink_takes_nothing": (
        "{sink} takes no alarms just now: {reason} They wait on the disk and are sent again.",
        "{sink} 目前收不到警报：{reason} 警报保存在磁盘上，稍后重发。",
    ),
    "alarms.sink_is_back": (
        "{sink} takes alarms again; {alarms} still to be sent",
        "{sink} 又能收到警报了；还有{alarms}待发送",
    ),
    "alarms.given_up": (
        "{sink} refused alarm {key} {n} times while it took others: {reason} It is not sent any more.",
        "{sink} 收下了其他警报，却 {n} 次拒绝警报 {key}：{reason} 不再发送这条警报。",
    ),
    "alarms.left_waiting": (
        "{alarms} for {sink} not sent yet; the next watch with the same --out sends what waits",
        "给 {sink} 的{alarms}尚未发出；下一次使用同一 --out 的监看会发送",
    ),
    "alarms.sink_broke": ("it broke with {reason}.", "它因 {reason} 出错。"),
    "alarms.not_remembered": (
        "what was sent cannot be written down: {reason}.",
        "无法记录已发送的内容：{reason}。",
    ),
    # test alarm
    "alarms.trial_taken": ("{sink} took the test alarm", "{sink} 收到了测试警报"),
    "alarms.trial_failed": (
        "{sink} did not take the test alarm: {reason}",
        "{sink} 没有收到测试警报：{reason}",
    ),
    "alarms.trial_without_sink": (
        "A test alarm goes to each --send, and none is named. Name one, such as --send jsonl:alarms.jsonl.",
        "测试警报会发往每个 --send，而这里没有指定。请指定一个，如 --send jsonl:alarms.jsonl。",
    ),
    # how a sink is named
    "alarms.unknown_sink": (
        "--send {value}: an alarm goes to one of {forms}.",
        "--send {value}：警报可以发往：{forms}。",
    ),
    "alarms.no_address": (
        "--send {value}: no host in it. Write it as https://example.org/alarms.",
        "--send {value}：其中没有主机名。请写成 https://example.org/alarms。",
    ),
    "alarms.password_in_address": (
        "--send {value}: a user or a password does not belong in an address, where it would be seen. Put them into "
        "environment variables; huoyan watch --help names them.",
        "--send {value}：地址会被看到，其中不应有用户名或密码。请放进环境变量；huoyan watch --help 列出它们的名字。",
    ),
    "alarms.unknown_fragment": (
        "--send {value}: only #picture may follow an address: the picture goes along then.",
        "--send {value}：地址之后只能写 #picture，表示同时发送图片。",
    ),
    "alarms.credential_unreadable": (
        "{path} cannot be read, which {name} names. Name a text file that holds the secret alone.",
        "无法读取 {name} 指定的 {path}。请指定一个只含密钥的文本文件。",
    ),
    # jsonl
    "alarms.jsonl_without_file": (
        "--send {value}: names no file. Write it as jsonl:alarms.jsonl.",
        "--send {value}：没有指定文件。请写成 jsonl:alarms.jsonl。",
    ),
    "alarms.jsonl_without_folder": (
        "--send {value}: there is no folder {folder}. Make it, or name another file.",
        "--send {value}：没有文件夹 {folder}。请先建立它，或指定别的文件。",
    ),
    "alarms.file_cannot_be_written": (
        "{path} cannot be written: {reason}.",
        "无法写入 {path}：{reason}。",
    ),
    # webhook
    "alarms.webhook_without_secret": (
        "A webhook is signed: set {name} (or {name}_FILE, a file that holds it) to a secret that the receiver knows, "
        "too. One to begin with: openssl rand -hex 32",
        "webhook 需要签名：请把 {name}（或 {name}_FILE，指向存有它的文件）设为接收方也知道的密钥。"
        "可用 openssl rand -hex 32 生成。",
    ),
    "alarms.webhook_secret_no_base64": (
        "{name} begins with {prefix}, but what follows is no base64. Copy it again, or use a secret without {prefix}.",
        "{name} 以 {prefix} 开头，但其后不是 base64。请重新复制，或使用不带 {prefix} 的密钥。",
    ),
    # command
    "alarms.command_without_program": (
        "--send {value}: names no program. Write it as 'command:siren --loud'.",
        "--send {value}：没有指定程序。请写成 'command:siren --loud'。",
    ),
    "alarms.command_unknown": (
        "--send {value}: there is no program {program} that may be run. Name its path, or install it.",
        "--send {value}：没有可以运行的程序 {program}。请写明路径，或先安装。",
    ),
    "alarms.command_quotes": (
        "--send {value}: a quotation mark without its second. Put each argument between two.",
        "--send {value}：引号不成对。请给每个参数加上成对的引号。",
    ),
    "alarms.command_failed": ("{program} ended with {status}.", "{program} 以 {status} 结束。"),
    "alarms.command_too_slow": (
        "{program} did not end within {seconds:.0f} s and was stopped.",
        "{program} 在 {seconds:.0f} 秒内没有结束，已被终止。",
    ),
    "alarms.command_cannot_run": ("{program} cannot be run: {reason}.", "无法运行 {program}：{reason}。"),
    # MQTT
    "alarms.sending_by_mqtt": ("Sending by MQTT", "通过 MQTT 发送"),
    "alarms.mqtt_without_topic": (
        "--send {value}: names no topic, or one with + or #. Write it as mqtt://broker.example/house/alarms.",
        "--send {value}：没有主题，或主题含有 + 或 #。请写成 mqtt://broker.example/house/alarms。",
    ),
    "alarms.mqtt_refused": (
        "the broker did not let us in: {reason}. {user} and {password} are read from the environment.",
        "代理拒绝连接：{reason}。{user} 与 {password} 从环境变量读取。",
    ),
    "alarms.mqtt_not_confirmed": (
        "the broker did not confirm it within {seconds:.0f} s.",
        "代理在 {seconds:.0f} 秒内没有确认。",
    ),
    # mail
    "alarms.mail_without_server": (
        "Mail needs a server: set {name} to smtp://HOST:587 (STARTTLS), smtps://HOST:465, or smtp+plain://HOST:25 "
        "where nothing needs to be secret.",
        "发邮件需要服务器：请把 {name} 设为 smtp://HOST:587（STARTTLS）、smtps://HOST:465，"
        "不需要保密时可用 smtp+plain://HOST:25。",
    ),
    "alarms.mail_without_receiver": (
        "--send {value}: no address of somebody. Write it as mailto:guard@example.org.",
        "--send {value}：没有收件人地址。请写成 mailto:guard@example.org。",
    ),
    "alarms.mail_without_sender": (
        "Mail needs a sender: set {name} to an address that the server lets you write from.",
        "发邮件需要发件人：请把 {name} 设为服务器允许的地址。",
    ),
    "alarms.mail_password_in_the_clear": (
        "{server}: a password would go over the network unencrypted. Use smtp:// or smtps://, or take {name} away.",
        "{server}：密码会以明文经过网络。请使用 smtp:// 或 smtps://，或去掉 {name}。",
    ),
    "alarms.mail_without_starttls": (
        "the mail server offers no encryption (STARTTLS), and nothing was sent.",
        "邮件服务器不提供加密（STARTTLS），没有发送任何内容。",
    ),
    "alarms.mail_refused": ("the mail server said {status} {reason}.", "邮件服务器回答 {status} {reason}。"),
    "alarms.mail_subject": ("{rule} at {source}", "{source}：{rule}"),
    "alarms.mail_body": (
        "{rule}: {what}, {time}, second {seconds:.1f} of {source}",
        "{rule}：{what}，{time}，{source} 的第 {seconds:.1f} 秒",
    ),
    "alarms.answered": ("it answered {status} {reason}.", "它回答 {status} {reason}。"),
    "alarms.no_answer": ("no answer: {reason}.", "没有回答：{reason}。"),
}
