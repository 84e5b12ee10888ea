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
}
