"""The help page of `huoyan watch`; its flags are the fields of `huoyan.watch.asked.Asked`."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "group.watched": ("what is watched for", "监看什么"),
    "group.told": ("where it is told", "通知到哪里"),
    "group.seen": ("where it is seen", "在哪里查看"),
    "group.recording": ("of a recording", "关于录像"),
    "flag.watched": (
        "a video file, a folder of frames, -, a camera's number, rtsp:// or http(s)://",
        "视频文件、帧文件夹、-、摄像头编号、rtsp:// 或 http(s)://",
    ),
    "flag.watch_model": (
        "the run folder of a model that finds things (--task detect)",
        "能找出物体的模型的运行目录（--task detect）",
    ),
    "flag.classify": (
        "a model of classes that names what was found: the vote of many looks",
        "给找到的物体命名的分类模型：多次查看后投票",
    ),
    "flag.watch_out": (
        "folder for events.jsonl, counts.json and pictures; a watch that was cut off there goes on",
        "存放 events.jsonl、counts.json 和图片的文件夹；在那里中断的监看会接着进行",
    ),
    "flag.test_alarm": (
        "send one test alarm to every --send, say which took it, and watch nothing",
        "向每个 --send 发一条测试警报，说明哪些收到了，不进行监看",
    ),
    "flag.json_events": ("one JSON object an event, then the counts", "每个事件一个 JSON 对象，最后是计数"),
    # fields of Asked
    "asked.lines": (
        "a line: name and two points in fractions of the picture; may be repeated",
        "一条线：名称和两个点，以画面的比例表示；可重复",
    ),
    "asked.zones": (
        "a zone: name and three or more points in fractions of the picture; may be repeated",
        "一个区域：名称和三个以上的点，以画面的比例表示；可重复",
    ),
    "asked.alarms": (
        "a sentence that says when to raise an alarm, see below; may be repeated",
        "一句话，说明何时发出警报，见下文；可重复",
    ),
    "asked.follow": (
        "look at these things only, of all that the model finds: car,truck,bus (default: all)",
        "在模型能找出的物体中只看这些：car,truck,bus（默认全部）",
    ),
    "asked.kinds": (
        "the found things that --classify looks at (default: all); in double quotes a name with a comma in it",
        "--classify 要查看的物体（默认：全部）；名称含逗号时加双引号",
    ),
    "asked.tracker": (
        "what follows things: bytetrack or ocsort (default: bytetrack)",
        "用什么跟踪物体：bytetrack 或 ocsort（默认：bytetrack）",
    ),
    "asked.send": (
        "where alarms go, see below; may be repeated",
        "警报发往何处，见下文；可重复",
    ),
    "asked.blur": (
        "outside: of pictures only what the zones hold is kept sharp; faces=FILE: faces are blurred, found by "
        "that model",
        "outside：保存的图片中只有区域之内保持清晰；faces=文件：用该模型找到人脸并模糊",
    ),
    "asked.keep_days": (
        "delete pictures and clips after so many days (default: never)",
        "多少天后删除图片和短片（默认：不删除）",
    ),
    "asked.clips": ("keep a short clip of each alarm (default: yes)", "为每个警报保存一段短片（默认：是）"),
    "asked.quiet_footage": (
        "nothing happens in this footage: each alarm is a false one, and the end says how many that are a "
        "camera-day",
        "画面中不会发生任何事件：每条警报都是误报，结束时说明每台摄像机每天有多少次",
    ),
    "asked.page": (
        "a page to watch on in a browser: http://127.0.0.1:PORT/; 0 takes any free port",
        "在浏览器中观看的页面：http://127.0.0.1:端口/；0 表示任意空闲端口",
    ),
    "asked.page_host": (
        "where the page listens; other machines reach it only with --api-key-file (default: 127.0.0.1)",
        "页面监听的地址；其他机器只有配合 --api-key-file 才能访问（默认：127.0.0.1）",
    ),
    "asked.api_key_file": (
        "who may see the page: keys that huoyan key has made",
        "谁可以查看页面：由 huoyan key 生成的密钥",
    ),
    "asked.start": ("begin at so many seconds", "从第几秒开始"),
    "asked.end": ("end before so many seconds", "到第几秒之前结束"),
    "asked.live": (
        "watch a file at its own pace, as a camera is: what comes too late is left out",
        "像摄像头那样按文件自身的速度监看：来不及处理的帧会被略过",
    ),
    "asked.taken": (
        "when its first frame was taken, such as 2026-11-27T22:00:00: rules with hours need it",
        "第一帧的拍摄时间，如 2026-11-27T22:00:00：带时段的规则需要它",
    ),
    "asked.timezone": (
        "in which hours are meant, such as Asia/Shanghai (default: this machine's)",
        "时段所用的时区，如 Asia/Shanghai（默认：本机时区）",
    ),
    # sentences of --alarm
    "rules.title": (
        "sentences of --alarm; what is in [ ] may be left out, and after the verb the order is free:",
        "--alarm 的句式；[ ] 中的可省略，动词之后次序不限：",
    ),
    "rules.crosses": (
        "LINE crosses [KINDS] [up|down|left|right|in|out]",
        "线 crosses [类别] [up|down|left|right|in|out]",
    ),
    "rules.enters": ("ZONE enters|leaves [KINDS]", "区域 enters|leaves [类别]"),
    "rules.stays": ("ZONE stays [KINDS] longer than 30 s", "区域 stays [类别] longer than 30 s"),
    "rules.more_than": ("ZONE more than 5 [KINDS]", "区域 more than 5 [类别]"),
    "rules.kinds": (
        'KINDS are names of the model\'s classes: car,truck  "traffic light"',
        '类别是模型的类别名称：car,truck  "traffic light"',
    ),
    "rules.directions": (
        "in is where the arrow of the line points in DIR/preview.jpg; a line flatter than 45° counts up and down, "
        "a steeper one left and right",
        "in 是 DIR/preview.jpg 中线上箭头所指的一侧；较平的线（小于 45°）按 up、down 计数，较陡的按 left、right 计数",
    ),
    "rules.also": (
        "all take: [between 22:00 and 06:00]  [seen for 2 s]",
        "都可以加：[between 22:00 and 06:00]  [seen for 2 s]",
    ),
    # what --send takes
    "sinks.title": (
        "values of --send; secrets are read from the environment, or from files that NAME_FILE names:",
        "--send 的取值；密钥从环境变量读取，或从 NAME_FILE 所指的文件读取：",
    ),
    "sinks.jsonl": ("a line an alarm", "每条警报一行"),
    "sinks.command": ("a program, which is given the alarm on stdin", "一个程序，警报从标准输入给它"),
    "sinks.webhook": (
        "signed with HUOYAN_WEBHOOK_SECRET; #picture after it sends the picture along",
        "用 HUOYAN_WEBHOOK_SECRET 签名；其后加 #picture 会同时发送图片",
    ),
    "sinks.mqtt": (
        "a broker; HUOYAN_MQTT_USER, HUOYAN_MQTT_PASSWORD",
        "消息代理；HUOYAN_MQTT_USER、HUOYAN_MQTT_PASSWORD",
    ),
    "sinks.mail": (
        "a mail; HUOYAN_SMTP=smtp://HOST:587, HUOYAN_SMTP_USER, HUOYAN_SMTP_PASSWORD, HUOYAN_SMTP_FROM",
        "邮件；HUOYAN_SMTP=smtp://HOST:587、HUOYAN_SMTP_USER、HUOYAN_SMTP_PASSWORD、HUOYAN_SMTP_FROM",
    ),
    # how far it has come
    "watch.far_of": (
        "{done:,.0f} of {total:,.0f} s, {rate:.1f} s a second, {minutes}:{seconds:02} left",
        "{done:,.0f} / {total:,.0f} 秒，每秒 {rate:.1f} 秒，还剩 {minutes}:{seconds:02}",
    ),
    "watch.far": ("{done:,.0f} s, {rate:.1f} s a second", "{done:,.0f} 秒，每秒 {rate:.1f} 秒"),
    # comments of examples
    "example.watch": ("counts over a line, by direction and kind", "按方向和类别统计越线数量"),
    "example.watch_alarm": (
        "an alarm, kept and sent until it is taken",
        "警报会保存下来并一直发送，直到被接收",
    ),
    "example.watch_stay": ("who stays for long", "停留过久者"),
    "example.watch_kind": ("kinds by a model of yours", "由自己的模型判别种类"),
    "example.watch_page": (
        "seen in a browser, where lines and zones are drawn, too",
        "在浏览器中观看，也可在那里画线和区域",
    ),
    "example.test_alarm": ("does it arrive?", "能收到吗？"),
    "example.quiet": ("false alarms a camera-day", "每台摄像机每天的误报次数"),
}
