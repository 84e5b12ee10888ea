"""What is said of a call that cannot be made; `argparse.*` are argparse's own words, as it spells them."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "argparse.usage": ("usage: ", "用法："),
    "argparse.positional": ("positional arguments", "位置参数"),
    "argparse.options": ("options", "选项"),
    "argparse.help": ("show this help message and exit", "显示此帮助并退出"),
    "argparse.argument": ("argument %(argument_name)s: %(message)s", "参数 %(argument_name)s：%(message)s"),
    "argparse.required": ("the following arguments are required: %s", "缺少必需的参数：%s"),
    "argparse.one_required": ("one of the arguments %s is required", "必须给出这些参数之一：%s"),
    "argparse.not_allowed": ("not allowed with argument %s", "不能与参数 %s 同用"),
    "argparse.explicit": ("ignored explicit argument %r", "不接受值 %r"),
    "argparse.expected_one": ("expected one argument", "需要一个值"),
    "argparse.expected_at_most_one": ("expected at most one argument", "最多一个值"),
    "argparse.expected_some": ("expected at least one argument", "至少需要一个值"),
    "argparse.expected": ("expected %s argument", "需要 %s 个值"),
    "argparse.expected_several": ("expected %s arguments", "需要 %s 个值"),
    "argparse.ambiguous": (
        "ambiguous option: %(option)s could match %(matches)s",
        "选项不明确：%(option)s 可以是 %(matches)s",
    ),
    "argparse.value": ("invalid %(type)s value: %(value)r", "不是有效的 %(type)s 值：%(value)r"),
    "argparse.choice": (
        "invalid choice: %(value)r (choose from %(choices)s)",
        "无效的选择：%(value)r（可选：%(choices)s）",
    ),
    "arguments.unknown": ("unrecognized arguments: {words}", "无法识别的参数：{words}"),
    "arguments.wrong": (
        "{command}: {what}. {command} --help shows flags and examples.",
        "{command}: {what}。{command} --help 列出选项与例子。",
    ),
    "arguments.wrong_meant": (
        "{command}: {what}. Did you mean {meant}? {command} --help shows flags and examples.",
        "{command}: {what}。是否想用 {meant}？{command} --help 列出选项与例子。",
    ),
    "arguments.no_numbers": (
        "{text} is no list of numbers such as 1,2 or 1 2",
        "{text} 不是 1,2 或 1 2 这样的数字列表",
    ),
    "arguments.no_command": (
        "huoyan: there is no command {name!r}. Commands: {commands}.",
        "huoyan: 没有命令 {name!r}。命令有：{commands}。",
    ),
    "arguments.no_command_meant": (
        "huoyan: there is no command {name!r}. Did you mean {meant}? Commands: {commands}.",
        "huoyan: 没有命令 {name!r}。是否想用 {meant}？命令有：{commands}。",
    ),
    "arguments.option": (
        "--option takes NAME=VALUE, not {text!r}.",
        "--option 要写成 名=值，不能是 {text!r}。",
    ),
    "arguments.backbone": (
        "{flags} without --backbone: name the network that this belongs to.",
        "给出了 {flags} 而没有 --backbone：请指明它属于哪个网络。",
    ),
    "arguments.describe": (
        "huoyan weights describe takes a FILE alone; {given} belongs to: huoyan weights test FILE PHOTOS.",
        "huoyan weights describe 只需要 FILE；{given} 属于：huoyan weights test FILE PHOTOS。",
    ),
    "arguments.no_photos": (
        "huoyan weights test needs PHOTOS: labelled photos of the classes that the weights know.",
        "huoyan weights test 需要 PHOTOS：权重所认识的类别的有标签照片。",
    ),
    "arguments.test_out": (
        "--out belongs to huoyan weights describe: a test writes no card. Leave it away.",
        "--out 属于 huoyan weights describe：评分不写卡片。请去掉它。",
    ),
    "arguments.no_data": (
        "huoyan train needs DATA: a folder, a table or a name such as digits.",
        "huoyan train 需要 DATA：文件夹、表格，或 digits 这样的名称。",
    ),
    "arguments.resume_where": (
        "--resume needs --out: the run folder to go on with.",
        "--resume 需要 --out：要继续的运行目录。",
    ),
    "arguments.no_network": (
        "No network is named like {pattern!r}. huoyan models lists some.",
        "没有名称与 {pattern!r} 相符的网络。huoyan models 列出了一些。",
    ),
    "arguments.no_boxes": (
        "{flag} lists the things that are found; this model answers {kind}. Leave it out, or use --json.",
        "{flag} 列出找到的目标；此模型回答的是{kind}。请去掉它，或使用 --json。",
    ),
    "arguments.save_list": (
        "{path} cannot be written: {reason}. Name another file with --save-coco.",
        "无法写入 {path}：{reason}。请用 --save-coco 指定别的文件。",
    ),
    "arguments.save_among": (
        "{folder} holds pictures that are read, and those that are drawn would lie among them. Save them elsewhere, for "
        "example --save {other}.",
        "{folder} 里有要读取的图片，画出的图片会混在其中。请保存到别处，例如 --save {other}。",
    ),
    "arguments.save": (
        "{name} cannot be saved in {folder}: {reason}. Choose another --save.",
        "{name} 无法保存到 {folder}：{reason}。请另选 --save。",
    ),
}
