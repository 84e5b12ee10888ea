"""What a run leaves open is decided from its data, said, and written down before anything is spent on it."""

from __future__ import annotations

from huoyan.cores import available_cores
from huoyan.data.dataset import Dataset
from huoyan.errors import UsageError
from huoyan.learn.build import choose_device, computes_bf16
from huoyan.learn.job import Job
from huoyan.learn.plan.busy_cores import free_cores
from huoyan.learn.plan.plan import Machine, Plan, look, plan
from huoyan.runs.events import Listener, Said
from huoyan.runs.recipe_file import write_recipe


def settle(job: Job, dataset: Dataset, tell: Listener) -> Plan:
    """The plan by which the run trains. Raises UsageError (usage.beside) where several processes cannot."""
    asked = set(job.recipe.beside or ()) - {"none"}
    if asked and job.world.size > 1:
        raise UsageError(
            f"--beside {' '.join(sorted(asked))} takes one process, and {job.world.size} were started. "
            "Leave it away, or start one process.",
            code="usage.beside",
        )
    settled = plan(
        job.recipe,
        look(dataset.split("train"), job.recipe.seed),
        name=dataset.name,
        multilabel=dataset.multilabel,
        machine=_machine(job),
    )
    for choice in settled.choices:
        tell(Said(choice))
    write_recipe(job.folder.recipe, settled.recipe, job.origin)
    return settled


def _machine(job: Job) -> Machine:
    cores = max(1, available_cores() // job.world.local_size)
    # Processes that train together keep each other's cores busy while they start.
    busy = job.neighbours.busy_cores() if job.world.size == 1 else None
    free = free_cores(busy, cores)
    return Machine(computes_bf16(choose_device(job.recipe.device)), cores, free)
