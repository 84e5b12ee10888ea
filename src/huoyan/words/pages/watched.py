"""Phrases of the page on which a watch is seen."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "live.kind": ("Watch", "监看"),
    "live.picture": ("Live picture", "实时画面"),
    "live.alarms": ("Alarms", "警报"),
    "live.counts": ("Counts", "计数"),
    "live.draw": ("Lines and zones", "线和区域"),
    # The picture.
    "live.waiting": ("Waiting for the first picture …", "正在等待第一帧画面……"),
    "live.stands": ("No new picture for {n} s.", "已有 {n} 秒没有新画面。"),
    "live.over": ("The watch is over.", "监看已结束。"),
    "live.gone": ("The watch gives no answer: {reason}", "监看没有回应：{reason}"),
    "live.at": ("{seconds} s · {time}", "{seconds} 秒 · {time}"),
    "live.alt": ("Live picture: {things}", "实时画面：{things}"),
    "live.nothing": ("nothing is followed", "没有跟踪到任何物体"),
    "live.thing": ("{label} #{number}", "{label} #{number}"),
    "live.boxes": ("Boxes", "边框"),
    "live.trails": ("Trails", "轨迹"),
    "live.places": ("Places", "位置"),
    "live.pause": ("Pause", "暂停"),
    "live.go_on": ("Go on", "继续"),
    # Alarms.
    "live.no_alarm": ("No alarm so far.", "目前没有警报。"),
    "live.alarm": ("Alarm: {rule}", "警报：{rule}"),
    "live.alarm_picture": ("Picture of the alarm {rule} at {time}", "警报 {rule} 在 {time} 的画面"),
    "live.close_picture": ("Close", "关闭"),
    "live.enlarge": ("Enlarge", "放大"),
    # Counts.
    "live.no_count": (
        "Nothing is counted: this watch has no line and no zone. Draw some on the picture above, and start it with them.",
        "没有计数：此监看没有线也没有区域。请在上方的画面中绘制，并用它们重新启动。",
    ),
    "live.place": ("Place", "位置"),
    "live.way": ("Way", "方向"),
    "live.kinds": ("Kinds", "类别"),
    "live.number": ("Number", "数量"),
    "live.chart": ("Counts over time: {series}", "计数随时间的变化：{series}"),
    "live.total": ("{place} {way}: {n}", "{place} {way}：{n}"),
    # What a thing did, and whither; in English as rules write it.
    "live.way_up": ("up", "向上"),
    "live.way_down": ("down", "向下"),
    "live.way_left": ("left", "向左"),
    "live.way_right": ("right", "向右"),
    "live.way_in": ("in", "进"),
    "live.way_out": ("out", "出"),
    "live.way_crosses": ("crosses", "越过"),
    "live.way_enters": ("enters", "进入"),
    "live.way_leaves": ("leaves", "离开"),
    "live.way_stays": ("stays", "停留"),
    "live.way_frozen": ("frozen", "画面静止"),
    "live.way_covered": ("covered", "被遮挡"),
    "live.way_gone": ("gone", "失去信号"),
    "live.minutes": ("minutes", "分钟"),
    "live.seconds": ("seconds", "秒"),
    "live.hours": ("hours", "小时"),
    # Drawing.
    "live.draw_read": (
        "Draw on the picture, and start the watch with the flags below: what is drawn here changes nothing by "
        "itself. Things that cross a line or enter a zone are counted.",
        "在画面上绘制，然后用下面的参数重新启动监看：在这里绘制本身不会改变任何东西。越过线或进入区域的物体会被计数。",
    ),
    "live.draw_line": ("Draw a line", "画线"),
    "live.draw_zone": ("Draw a zone", "画区域"),
    "live.done": ("Close the zone", "闭合区域"),
    "live.stop": ("Stop drawing", "停止绘制"),
    "live.hint_line": (
        "Put two points on the picture, or drag from one to the other. With the keyboard: arrow keys move the cross, "
        "Enter puts a point, Backspace takes it back, Escape stops.",
        "在画面上放两个点，或从一点拖到另一点。键盘操作：方向键移动十字，回车放点，退格撤销，Esc 停止。",
    ),
    "live.hint_zone": (
        "Put three or more corners, then the first one again or “Close the zone”. With the keyboard: arrow keys "
        "move the cross, Enter puts a corner, Backspace takes it back, Escape stops.",
        "放三个或更多角点，再点第一个角点或“闭合区域”。键盘操作：方向键移动十字，回车放点，退格撤销，Esc 停止。",
    ),
    "live.surface": ("Drawing surface", "绘图区"),
    "live.cross_at": ("Cross at {x}, {y}", "十字位于 {x}, {y}"),
    "live.point_at": ("Point {n} at {x}, {y}", "第 {n} 点位于 {x}, {y}"),
    "live.crosses_itself": (
        "The edges of a zone may not cross each other; the last corner was taken back.",
        "区域的边不能相互交叉；已撤销最后一个角点。",
    ),
    "live.name_of": ("Name of {name}", "{name} 的名称"),
    "live.bad_name": (
        "A name has letters, digits, _ and -, begins with a letter or digit, and stands once.",
        "名称由字母、数字、_ 和 - 组成，以字母或数字开头，且不能重复。",
    ),
    "live.remove": ("Remove {name}", "删除 {name}"),
    "live.line_name": ("line", "线"),
    "live.zone_name": ("zone", "区域"),
    "live.flags": ("Flags for huoyan watch", "huoyan watch 的参数"),
}
