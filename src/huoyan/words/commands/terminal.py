"""What a command tells on the terminal beside its answers."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "terminal.interrupted": ("huoyan: interrupted", "huoyan: 已中断"),
    "terminal.key_made": (
        "{file} keeps its hash alone: note the key down now.",
        "{file} 只保存它的哈希：请现在记下密钥。",
    ),
    "terminal.lost": (
        "huoyan: stdout cannot be written: {reason} [usage.output]",
        "huoyan: 无法写到标准输出：{reason} [usage.output]",
    ),
    # figures
    "terminal.figure": ("{part} {name}", "{part}{name}"),
    "terminal.figure_beside": ("{choice} {name}", "{choice} {name}"),
    "terminal.value": (
        "{value}  [{low}, {high}]  n = {n}",
        "{value}  [{low}, {high}]  n = {n}",
    ),
    "terminal.value_of_groups": (
        "{value}  [{low}, {high}]  n = {n} of {groups} groups",
        "{value}  [{low}, {high}]  n = {n}，来自 {groups} 组",
    ),
    "terminal.left_out": ("left out: {reason}", "略去：{reason}"),
    # how far a command is
    "terminal.far": ("{done:,} pictures  {rate:,.0f}/s", "{done:,} 张图片  {rate:,.0f} 张/秒"),
    "terminal.far_of": (
        "{done:,} of {total:,} pictures  {rate:,.0f}/s  {minutes}:{seconds:02d} left",
        "第 {done:,} 张，共 {total:,} 张图片  {rate:,.0f} 张/秒  还剩 {minutes}:{seconds:02d}",
    ),
    # train
    "terminal.step": (
        "loss {loss:.3f}  {rate:,.0f} pictures/s",
        "损失 {loss:.3f}  {rate:,.0f} 张/秒",
    ),
    "terminal.start": (
        "  at the start                 validation loss {val:.4f}   {name} {score:.4f}",
        "  开始时                 验证损失 {val:.4f}   {name} {score:.4f}",
    ),
    "terminal.epoch": (
        "  epoch {epoch:6.2f}   loss {train:.4f}   validation loss {val:.4f}   {name} {score:.4f}   "
        "{rate:,.0f} pictures/s",
        "  第 {epoch:6.2f} 轮   损失 {train:.4f}   验证损失 {val:.4f}   {name} {score:.4f}   {rate:,.0f} 张/秒",
    ),
    "terminal.judged": (
        "  epoch {epoch:6.2f}   KID {kid:.4f} ± {deviation:.4f}   precision {precision:.2f}   recall {recall:.2f}   "
        "diversity {diversity:.2f}",
        "  第 {epoch:6.2f} 轮   KID {kid:.4f} ± {deviation:.4f}   查准率 {precision:.2f}   查全率 {recall:.2f}   "
        "多样性 {diversity:.2f}",
    ),
    "terminal.judged_alike": (
        "  epoch {epoch:6.2f}   KID {kid:.4f} ± {deviation:.4f}   precision {precision:.2f}   recall {recall:.2f}",
        "  第 {epoch:6.2f} 轮   KID {kid:.4f} ± {deviation:.4f}   查准率 {precision:.2f}   查全率 {recall:.2f}",
    ),
    "terminal.best": (" best", " 最好"),
    "terminal.run_is_finished": (
        "huoyan: the run {out} is finished; it was trained on {data}",
        "huoyan: 运行 {out} 已经完成；它在 {data} 上训练",
    ),
    "terminal.random_split": ("random split: {sentence}", "随机划分：{sentence}"),
    "terminal.agrees": ("{engine} {precision} {agreement:.1%}", "{engine} {precision} {agreement:.1%}"),
    "terminal.agrees_too_little": (
        "{engine} {precision} {agreement:.1%} (too little: not used)",
        "{engine} {precision} {agreement:.1%}（不够一致：不使用）",
    ),
    "terminal.agrees_too_far": (
        "{engine} {precision} {agreement:.1%} (its numbers are too far off: not used)",
        "{engine} {precision} {agreement:.1%}（数值相差太大：不使用）",
    ),
    "terminal.agrees_unproven": (
        "{engine} {precision} {agreement:.1%} (of too few pictures: not used)",
        "{engine} {precision} {agreement:.1%}（图片太少：不使用）",
    ),
    "terminal.export_agrees": (
        "export agrees with the trained network on {n} pictures: {engines}",
        "导出的模型与训练所得的网络在 {n} 张图片上回答一致：{engines}",
    ),
    "terminal.weights": ("weights {sha256}", "权重 {sha256}"),
    "terminal.run": ("run     {folder}", "运行    {folder}"),
    "terminal.report": ("report  {page}", "报告    {page}"),
    "terminal.next": ("next    huoyan predict {folder} PICTURES", "下一步  huoyan predict {folder} 图片"),
    # check
    "terminal.kind": ("{kind} ({n:,})", "{kind}（{n:,}）"),
    "terminal.more_findings": ("      … and {n:,} more", "      …… 另有 {n:,} 项"),
    "terminal.more_paths": ("      {paths} … {n:,} more", "      {paths} …… 另有 {n:,} 个"),
    "terminal.checked": (
        "{data}: {held}: {findings} in {seconds:.1f} s",
        "{data}：{held}：{findings}，用时 {seconds:.1f} 秒",
    ),
    "terminal.checked_parts": (
        "{data}: {held} ({parts}): {findings} in {seconds:.1f} s",
        "{data}：{held}（{parts}）：{findings}，用时 {seconds:.1f} 秒",
    ),
    "terminal.page": ("page  {path}", "页面  {path}"),
    "terminal.card": ("card  {path}", "卡片  {path}"),
    "terminal.card_known": (
        "· {file} has a card: this is what it says, and what is used without further flags",
        "· {file} 已有卡片：以下是它的内容，无需其他选项即生效",
    ),
    "terminal.described": (
        "· {file} described in {seconds:.1f} s; a draft: read it before you trust it",
        "· 用 {seconds:.1f} 秒描述了 {file}；这是草稿，请核对后再用",
    ),
    "terminal.fits_by_name": (
        "· fits {network}: {share:.0%} of its tensors by name",
        "· 适合 {network}：{share:.0%} 的张量按名字对应",
    ),
    "terminal.fits_by_prefix": (
        "· fits {network}: {share:.0%} of its tensors by name, below {prefix}",
        "· 适合 {network}：{share:.0%} 的张量按名字对应，位于 {prefix} 之下",
    ),
    "terminal.fits_by_order": (
        "· fits {network}: {share:.0%} of its tensors by their order, under other names",
        "· 适合 {network}：{share:.0%} 的张量按顺序对应，名字不同",
    ),
    "terminal.first_right": ("first answer right (top-1)", "首选正确（top-1）"),
    "terminal.among_five": ("among the first five (top-5)", "前五之内（top-5）"),
    "terminal.list": ("list  {path}", "清单  {path}"),
    # evaluate, predict, export
    "terminal.other_precision": (
        "· answered by {engine} in {precision}; a run's own score is onnxruntime's in fp32",
        "· 由 {engine} 以 {precision} 作答；运行自身的分数来自 fp32 的 onnxruntime",
    ),
    "terminal.unanswered": (
        "huoyan: {failed} of {n} pictures have no answer",
        "huoyan: {n} 张图片中有 {failed} 张没有答案",
    ),
    "terminal.unsaved": (
        "huoyan: {failed} of {n} pictures were answered, but not saved",
        "huoyan: {n} 张图片中有 {failed} 张已作答但未保存",
    ),
    "terminal.exported": (
        "the same answer as the trained network on {agreement:.1%} of {n} pictures, {measure} within "
        "{difference:.1g}",
        "在 {n} 张图片的 {agreement:.1%} 上与训练所得的网络回答相同，{measure}相差不超过 {difference:.1g}",
    ),
    "terminal.imported": (
        "the same answer as the file itself on {agreement:.1%} of {n} pictures, {measure} within "
        "{difference:.1g}",
        "在 {n} 张图片的 {agreement:.1%} 上与原文件回答相同，{measure}相差不超过 {difference:.1g}",
    ),
    # compare
    "terminal.compared": (
        "{name}  {network}, {parameters:,} parameters, {size}, {milliseconds:.3g} ms a picture ({engine} {precision})",
        "{name}  {network}，{parameters:,} 个参数，{size}，每张图 {milliseconds:.3g} 毫秒（{engine} {precision}）",
    ),
    # verify
    "verified.file": ("ok      {name}: sha256 agrees", "正常    {name}：sha256 一致"),
    "verified.beside": (
        "NOTE    {name}: left by a file manager, no part of the model",
        "提示    {name}：由文件管理器留下，不属于模型",
    ),
    "verified.problem": ("PROBLEM {where}: {message}", "问题    {where}：{message}"),
    "verified.passed": (
        "ok      {engine} {precision}: {agreement:.1%} of {n} answers are the same, {measure} within "
        "{difference:.2g} (allowed: {allowed:g})",
        "正常    {engine} {precision}：{n} 个回答中 {agreement:.1%} 相同，{measure}相差不超过 {difference:.2g}"
        "（允许：{allowed:g}）",
    ),
    "verified.not_chosen": (
        "NOTE    {engine} {precision}: {agreement:.1%} of {n} answers are the same, {measure} within "
        "{difference:.2g} (allowed: {allowed:g})",
        "提示    {engine} {precision}：{n} 个回答中 {agreement:.1%} 相同，{measure}相差不超过 {difference:.2g}"
        "（允许：{allowed:g}）",
    ),
    "verified.failed": (
        "FAILED  {engine} {precision}: {agreement:.1%} of {n} answers are the same, {measure} within "
        "{difference:.2g} (allowed: {allowed:g})",
        "失败    {engine} {precision}：{n} 个回答中 {agreement:.1%} 相同，{measure}相差不超过 {difference:.2g}"
        "（允许：{allowed:g}）",
    ),
    "verified.difference": (
        "{agreement:.1%} of {n} answers are the trained network's (needed: {needed:.1%}), {measure} up "
        "to {difference:.2g} apart (allowed: {allowed:g}). Export the model again, or use another engine.",
        "{n} 个回答中 {agreement:.1%} 与训练所得的网络相同（需要：{needed:.1%}），{measure}相差达 "
        "{difference:.2g}（允许：{allowed:g}）。请重新导出模型，或换用别的引擎。",
    ),
    "verified.intact": ("{model} is intact", "{model} 完好"),
    "verified.has_problems": ("{model} has {n} problem(s)", "{model} 有 {n} 个问题"),
    # columns of bench and models
    "column.engine": ("engine", "引擎"),
    "column.precision": ("precision", "精度"),
    "column.threads": ("threads", "线程"),
    "column.batch": ("batch", "批大小"),
    "column.milliseconds": ("ms/picture", "毫秒/张"),
    "column.rate": ("pictures/s", "张/秒"),
    "column.model": ("model", "模型"),
    "column.parameters": ("parameters", "参数量"),
    "column.size": ("size", "边长"),
    "column.weights": ("weights", "权重"),
    "column.gflops": ("GFLOPs", "十亿次"),
    "column.speed": ("speed", "速度"),
    "column.note": ("note", "说明"),
    "listed.whole": (
        "for --task {tasks}: with 1,000 classes at the size given, our own with 10 in grey; speed: one thread, "
        "mobilenetv3_large_100 is 1",
        "用于 --task {tasks}：1,000 个类别，按所列边长；自带网络为 10 个类别、灰度；速度：单线程，以 "
        "mobilenetv3_large_100 为 1",
    ),
    "listed.things": (
        "for --task {tasks}: with 80 classes at the size given; any multiple of 32 is possible",
        "用于 --task {tasks}：80 个类别，按所列边长；可用任意 32 的倍数",
    ),
}
