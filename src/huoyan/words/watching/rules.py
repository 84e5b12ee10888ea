"""Lines, zones and rules: what of them cannot be understood."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "place.wrong": (
        "--{flag} {text!r}: {what} Write it like --{flag} {example}: a name, then x,y of each point, in fractions of the picture.",
        "--{flag} {text!r}：{what}请写成 --{flag} {example} 的形式：先是名称，然后是每个点的 x,y，以画面的比例表示。",
    ),
    "place.no_name": ("it has no name.", "缺少名称。"),
    "place.bad_name": (
        "the name {name!r} is none; expected up to 60 letters, digits, - or _ of any script, without blanks.",
        "{name!r} 不能作名称；应为任意文字的字母、数字、- 或 _，最多 60 个，不含空格。",
    ),
    "place.no_number": ("{value!r} is no number.", "{value!r} 不是数。"),
    "place.outside": (
        "{value} is outside the picture; expected 0 (left or top edge) to 1 (right or bottom edge). Of pixels: divide x by the picture's width and y by its height.",
        "{value} 在画面之外；应在 0（左边或上边）到 1（右边或下边）之间。若是像素，请把 x 除以画面宽度，y 除以画面高度。",
    ),
    "place.odd_numbers": (
        "it has {n} numbers; expected an even number, x and y of each point.",
        "共有 {n} 个数；每个点要有 x 和 y，因此应为偶数个。",
    ),
    "place.name_twice": (
        "The name {name!r} is given to {n} lines or zones; rules and counts could not tell them apart. Give each a name of its own.",
        "名称 {name!r} 用于 {n} 条线或区域；规则和计数无法区分。请给每个单独命名。",
    ),
    "line.not_two_points": (
        "it has {n} numbers; expected 4, for the two points of a line.",
        "共有 {n} 个数；一条线有两个点，应为 4 个数。",
    ),
    "line.one_point": (
        "its two points are the same; a line needs two different ones.",
        "两个点相同；一条线需要两个不同的点。",
    ),
    "zone.too_few_points": (
        "it has {n} different points; expected 3 or more.",
        "只有 {n} 个不同的点；应为 3 个或更多。",
    ),
    "zone.crosses_itself": (
        "its edge crosses or touches itself. Name the corners in the order in which one walks round the zone.",
        "边界与自身相交或相接。请按绕区域一周的顺序给出各个角。",
    ),
    "zone.no_area": (
        "its corners lie on one line, so nothing can be in it. For a line use --line.",
        "各个角在一条直线上，里面放不下任何东西。若要画线，请用 --line。",
    ),
    "rule.wrong": (
        "--alarm {text!r}: {what} Rules read like 'gate crosses car,truck up' or 'yard enters person between 22:00 and 06:00'.",
        "--alarm {text!r}：{what}规则的写法如 'gate crosses car,truck up' 或 'yard enters person between 22:00 and 06:00'。",
    ),
    "rule.at_word": ("word {n}, {word!r}: {what}", "第 {n} 个词 {word!r}：{what}"),
    "rule.ends": ("it ends where {expected} is expected.", "到这里就结束了，后面应为：{expected}。"),
    "rule.expected": ("Expected {expected}.", "应为：{expected}。"),
    "rule.a_place": ("the name of a line or a zone", "线或区域的名称"),
    "rule.a_kind": ("the name of a class", "类别名称"),
    "rule.a_number": ("a whole number, such as 5", "整数，如 5"),
    "rule.a_duration": (
        "a duration above 0 with its unit, such as 30 s, 5 min or 2 h",
        "大于 0 并带单位的时长，如 30 s、5 min 或 2 h",
    ),
    "rule.a_time": (
        "a time of day from 00:00 to 24:00, such as 22:00",
        "00:00 到 24:00 之间的时刻，如 22:00",
    ),
    "rule.no_places": (
        "there is no line and no zone that it could speak of. Give one with --line or --zone.",
        "没有它可以指的线或区域。请用 --line 或 --zone 给出。",
    ),
    "rule.two_kinds": (
        "classes were named already. Join several by commas: car,truck.",
        "前面已经给出类别。多个类别请用逗号连接：car,truck。",
    ),
    "rule.twice": ("this was said already. Say it once.", "前面已经说过。请只写一次。"),
    "rule.stays_how_long": (
        "how long a thing has to stay is not said. Add it: longer than 30 s.",
        "没有说明要停留多久。请加上：longer than 30 s。",
    ),
    "rule.crosses_a_zone": (
        "{place} is a zone, and only lines are crossed. Expected {expected}.",
        "{place} 是区域，只有线才能 crosses。应为：{expected}。",
    ),
    "rule.enters_a_line": (
        "{place} is a line, and only in zones there is what {verb}. Expected {expected}.",
        "{place} 是线，{verb} 只适用于区域。应为：{expected}。",
    ),
    "rule.unknown_kind": (
        "the model knows no class of this name. {expected}",
        "模型没有这个名称的类别。{expected}",
    ),
    "rule.direction_of_a_zone": (
        "{verb} has no direction; only crosses has one. Leave it out.",
        "{verb} 没有方向，只有 crosses 有。请去掉它。",
    ),
    "rule.no_such_way": (
        "nothing crosses {line} in this direction, along which the line runs. Expected {known}.",
        "{line} 沿着这个方向延伸，没有东西朝此方向越过它。应为：{known}。",
    ),
    "rule.longer_without_stays": (
        "{verb} takes no duration; only stays does. Leave it out, or write stays.",
        "{verb} 没有时长，只有 stays 有。请去掉它，或改用 stays。",
    ),
    "rule.no_hours": (
        "the two times are the same. Without hours a rule holds all day.",
        "两个时刻相同。不写时段的规则全天有效。",
    ),
    "rule.no_clock": (
        "--alarm {text!r} has hours, and the time of day of this video is not known. Say when its first frame was taken (--taken 2026-11-27T22:00:00), or leave the hours out.",
        "--alarm {text!r} 有时段，而这段视频的拍摄时刻未知。请说明第一帧的拍摄时间（--taken 2026-11-27T22:00:00），或去掉时段。",
    ),
    "observer.other_rules": (
        "What was saved is of other lines, zones or rules: {saved}; these are {given}. Go on with the same ones, or name another folder.",
        "保存的是其他线、区域或规则的状态：{saved}；现在是 {given}。请沿用原来的，或指定其他文件夹。",
    ),
}
