"""What is said of a model in a browser, and of one answer everywhere."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "browser.refused": (
        "This model cannot be exported for a browser: {reason}",
        "此模型无法导出为浏览器格式：{reason}",
    ),
    "browser.task": (
        "its task is {task}, and a page answers {tasks}. Serve it instead.",
        "其任务是 {task}，而页面只支持 {tasks}。请改用服务器。",
    ),
    "browser.regions": (
        "it looks at regions that are searched for in each picture, which a page cannot do. Serve it instead.",
        "它要在每张图片中搜索区域，页面做不到。请改用服务器。",
    ),
    "browser.steps": (
        "its pictures go through {steps}, which need OpenCV; a page knows {known}. Train without them, or serve "
        "it instead.",
        "其图片要经过需要 OpenCV 的 {steps}；页面只会 {known}。请不带这些步骤训练，或改用服务器。",
    ),
    "browser.no_npm": ("npm is not installed", "未安装 npm"),
    "browser.by_hand": (
        "{package} cannot be fetched: {reason}. Fetch it where there is a network with `npm pack {package}`, and "
        "put the file at {path}.",
        "无法获取 {package}：{reason}。请在有网络处运行 `npm pack {package}`，并把文件放到 {path}。",
    ),
    "browser.other_package": (
        "{path} is not the file of {package} that was expected: its checksum is another. Remove it, and call again.",
        "{path} 不是所需的 {package} 文件：校验和不同。请删除它后重试。",
    ),
    "browser.came_another": (
        "npm gave another file for {package} than was expected: its checksum is another. Nothing was kept; look at "
        "the registry that npm asks.",
        "npm 给出的 {package} 与预期不同：校验和不一致。未保留任何内容；请检查 npm 所用的软件源。",
    ),
    "browser.not_kept": (
        "{folder} cannot hold what was fetched: {reason}. Set HUOYAN_CACHE to another folder.",
        "{folder} 无法保存获取的文件：{reason}。请把 HUOYAN_CACHE 设为别的文件夹。",
    ),
    "browser.lost": (
        "{chromium} did not answer: {reason}. Set HUOYAN_CHROMIUM to another Chromium, or try again.",
        "{chromium} 没有作答：{reason}。请把 HUOYAN_CHROMIUM 设为另一个 Chromium，或重试。",
    ),
    "browser.ended": ("it ended by itself with {code}", "它自行结束，代码 {code}"),
    "browser.silent": ("it said nothing for {seconds:.0f} s", "它有 {seconds:.0f} 秒没有回应"),
    "browser.refused_model": (
        "the page refused the model ({code}: {values})",
        "页面拒绝了该模型（{code}：{values}）",
    ),
    "browser.no_answer": ("the page refused it ({code}: {values})", "页面拒绝了它（{code}：{values}）"),
    "everywhere.not_installed": ("{package} is not installed", "未安装 {package}"),
    "everywhere.no_chromium": (
        "no Chromium, Chrome or Edge was found; {variable} names one",
        "未找到 Chromium、Chrome 或 Edge；可用 {variable} 指定",
    ),
    "everywhere.refused": ("the server answers {code}", "服务器返回 {code}"),
    "everywhere.server_lost": (
        "The server did not answer: {reason}. Start it by hand with `huoyan serve` to see why.",
        "服务器没有作答：{reason}。请手动运行 `huoyan serve` 查看原因。",
    ),
    "everywhere.unwritten": (
        "The certificate cannot be written to {file}: {reason}. Move the model to a folder that may be written.",
        "证书无法写到 {file}：{reason}。请把模型移到可写的文件夹。",
    ),
    "everywhere.pictures": (
        "pictures is {pictures!r}; a whole number from 1 on is needed.",
        "pictures 是 {pictures!r}；需要 1 以上的整数。",
    ),
    "everywhere.clips": (
        "This model takes clips; one answer everywhere is compared for models of pictures.",
        "此模型接受片段；处处同答的比较只用于图片模型。",
    ),
    "everywhere.made_up": ("{n} made-up pictures", "{n} 张合成图片"),
    "everywhere.of_data": (
        "{n} pictures of {data} and {made} made-up ones",
        "{data} 的 {n} 张图片和 {made} 张合成图片",
    ),
    "everywhere.place": (
        "ok      {name} {version}: same answer as {reference} on {agreement:.2%} of {n} pictures, {measure} within "
        "{difference:.2g} (allowed: {allowed:g}; the furthest: {worst})",
        "正常    {name} {version}：{n} 张图片中 {agreement:.2%} 与 {reference} 回答相同，{measure}相差不超过 "
        "{difference:.2g}（允许：{allowed:g}；相差最大的：{worst}）",
    ),
    "everywhere.place_failed": (
        "FAILED  {name} {version}: same answer as {reference} on {agreement:.2%} of {n} pictures (needed: {needed:.1%}), "
        "{measure} up to {difference:.2g} apart (allowed: {allowed:g}; the furthest: {worst})",
        "失败    {name} {version}：{n} 张图片中 {agreement:.2%} 与 {reference} 回答相同（需要：{needed:.1%}），{measure}"
        "相差达 {difference:.2g}（允许：{allowed:g}；相差最大的：{worst}）",
    ),
    "everywhere.stopped": ("FAILED  {name} {version}: {reason}", "失败    {name} {version}：{reason}"),
    "everywhere.refuses": (
        "NOTE    {name}: {n} pictures are refused that Python reads",
        "提示    {name}：拒绝了 Python 能读取的 {n} 张图片",
    ),
    "everywhere.beyond": (
        "NOTE    {name}: {n} pictures are answered that Python refuses",
        "提示    {name}：回答了 Python 拒绝的 {n} 张图片",
    ),
    "everywhere.absent": ("NOTE    {name} was not asked: {reason}", "提示    未询问 {name}：{reason}"),
    "everywhere.scaled": (
        "NOTE    {n} large pictures are decoded at a lower scale in Python and in full in a browser: {measure} {difference:.2g} "
        "apart at most",
        "提示    {n} 张大图在 Python 中缩小解码，而在浏览器中完整解码：{measure}最多相差 {difference:.2g}",
    ),
    "everywhere.agreed": (
        "ok      one answer everywhere: {places} on {source}, certified {created}",
        "正常    处处同答：{places}，基于 {source}，认证于 {created}",
    ),
    "everywhere.differed": (
        "FAILED  not one answer everywhere: {places} on {source}, compared {created}",
        "失败    并非处处同答：{places}，基于 {source}，比较于 {created}",
    ),
}
