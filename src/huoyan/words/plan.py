"""What the plan of a training says: the choices that it makes, and why."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "plan.beside_one_process": (
        "--beside {choices} takes one process, and {n} were started. Leave it away, or start one process.",
        "--beside {choices} 只能用一个进程，而启动了 {n} 个。请去掉它，或只启动一个进程。",
    ),
    "plan.other_kind": (
        "task {task} learns from {wanted}, and {data} has {found}. Use --task {fitting}, or leave it away.",
        "任务 {task} 学习的是{wanted}，而 {data} 是{found}。请用 --task {fitting}，或去掉它。",
    ),
}
