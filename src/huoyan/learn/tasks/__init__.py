"""How each task is trained. A new one is a file here and a line in TRAIN_TASKS."""

from __future__ import annotations

from huoyan.learn.tasks.anomaly import TrainAnomaly
from huoyan.learn.tasks.base import TrainTask
from huoyan.learn.tasks.classify import TrainClassify
from huoyan.learn.tasks.clip import TrainClip
from huoyan.learn.tasks.detect import TrainDetect
from huoyan.learn.tasks.regress import TrainRegress
from huoyan.learn.tasks.tags import TrainTags

# By the name in the recipe, as in `huoyan.tasks.TASKS`.
TRAIN_TASKS: dict[str, TrainTask] = {
    "classify": TrainClassify(),
    "tags": TrainTags(),
    "regress": TrainRegress(),
    "detect": TrainDetect(),
    "clip": TrainClip(),
    "anomaly": TrainAnomaly(),
}
