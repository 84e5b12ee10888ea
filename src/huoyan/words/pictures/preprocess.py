"""The transform from a picture to the network's, in parts too: values that are refused, why a fit was chosen."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "preprocess.unknown": (
        "preprocess: {field} is {value}; expected one of {allowed}.",
        "preprocess：{field} 为 {value}；应为以下之一：{allowed}。",
    ),
    "preprocess.unknown_near": (
        "preprocess: {field} is {value}; expected one of {allowed}. Did you mean {near!r}?",
        "preprocess：{field} 为 {value}；应为以下之一：{allowed}。您是指 {near!r} 吗？",
    ),
    "preprocess.unknown_step": (
        "preprocess: there is no step {name!r}; expected one of {steps}.",
        "preprocess：没有步骤 {name!r}；应为以下之一：{steps}。",
    ),
    "preprocess.unknown_step_near": (
        "preprocess: there is no step {name!r}; expected one of {steps}. Did you mean {near!r}?",
        "preprocess：没有步骤 {name!r}；应为以下之一：{steps}。您是指 {near!r} 吗？",
    ),
    "preprocess.also": ("also {names}", "还应有 {names}"),
    "preprocess.steps": (
        "preprocess: steps is {steps}; expected a list of NAME or NAME=VALUE, {most} at most.",
        "preprocess：steps 为 {steps}；应为由 NAME 或 NAME=VALUE 组成的列表，最多 {most} 项。",
    ),
    "preprocess.balance_of_grey": (
        "preprocess: step balance evens out colours, but colour is grey. Leave the step out.",
        "preprocess：步骤 balance 用于平衡各颜色，但 colour 为 grey。请去掉该步骤。",
    ),
    "preprocess.step_needs_value": (
        "preprocess: step {name} needs a value, {meaning}: {name}=1.2",
        "preprocess：步骤 {name} 需要一个值，即{meaning}：{name}=1.2",
    ),
    "preprocess.step_takes_no_value": (
        "preprocess: step {name} takes no value, but has {given!r}.",
        "preprocess：步骤 {name} 不带值，却给了 {given!r}。",
    ),
    "preprocess.step_value": (
        "preprocess: step {name} has {given!r}; expected {meaning}, {low:g} to {high:g}.",
        "preprocess：步骤 {name} 的值为 {given!r}；应为{meaning}，范围 {low:g} 到 {high:g}。",
    ),
    "preprocess.share": ("a number from {low:g} to 1", "{low:g} 到 1 之间的数"),
    "preprocess.pixels": ("uint8 (H, W, 3) RGB or (H, W) grey", "uint8 (H, W, 3) RGB 或 (H, W) 灰度"),
    "preprocess.sizes": ("the height and width of at least one picture", "至少一张图片的高和宽"),
    "preprocess.squash": (
        "fit squash: the {n:,} pictures have nearly the same width:height (about {middle:.2f}, from "
        "{low:.2f} to {high:.2f}), so nothing need be cut off or filled up.",
        "fit squash：这 {n:,} 张图片的宽:高几乎相同（约 {middle:.2f}，从 {low:.2f} 到 {high:.2f}），"
        "因此既不用裁掉也不用填充。",
    ),
    "preprocess.pad": (
        "fit pad: width:height of the {n:,} pictures goes from {low:.2f} to {high:.2f}, so cropping "
        "could cut an object off and squashing would change its shape.",
        "fit pad：这 {n:,} 张图片的宽:高从 {low:.2f} 到 {high:.2f}，裁剪可能切掉目标，压缩会改变其形状。",
    ),
    "preprocess.side": ("a whole number of pixels, 1 to {most}", "1 到 {most} 之间的像素数（整数）"),
    "preprocess.window": ("two numbers (black, white), or none", "两个数（黑，白），或者不给"),
    "preprocess.window_order": ("a first value below the second", "第一个值小于第二个值"),
    "preprocess.wrong": (
        "preprocess: {field} is {value}; expected {expected}.",
        "preprocess：{field} 为 {value}；应为{expected}。",
    ),
    "tile.side": (
        "tile is {side}; expected a side in pixels, 1 to {most}, or auto for that of the network's picture.",
        "tile 为 {side}；应为 1 到 {most} 之间的边长（像素），或 auto（与网络的图片相同）。",
    ),
    "tile.overlap": (
        "overlap is {overlap}; expected a share of a tile, 0 to {most:g}.",
        "overlap 为 {overlap}；应为切片的重叠比例，0 到 {most:g}。",
    ),
    "tile.overlap_alone": (
        "--overlap is of the parts of --tile. Give --tile N or --tile auto too.",
        "--overlap 属于 --tile 的分块。请同时给出 --tile N 或 --tile auto。",
    ),
    "tile.not_joined": (
        "tile: a picture is answered in parts where things are found in it; this model answers {kind}. Leave tile out.",
        "tile：只有在图片中寻找目标的模型才能分块回答；此模型回答的是{kind}。请去掉 tile。",
    ),
    "step.clip_limit": ("a clip limit", "裁剪限值"),
    "step.strength": ("a strength in grey values", "以灰度值计的强度"),
    "step.amount": ("an amount", "程度"),
    "step.threshold": ("Canny's upper threshold", "Canny 的上阈值"),
    "step.factor": ("a factor", "倍数"),
    "step.nothing": ("nothing", "无"),
}
