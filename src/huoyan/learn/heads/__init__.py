"""Heads by name, the plainest first."""

from __future__ import annotations

from collections.abc import Mapping

from huoyan.learn.heads.base import HeadKind
from huoyan.learn.heads.forest import Forest
from huoyan.learn.heads.knn import Knn
from huoyan.learn.heads.logistic import Logistic
from huoyan.learn.heads.mlp import Mlp
from huoyan.learn.heads.ridge import Ridge
from huoyan.learn.heads.svm import Svm

HEADS: Mapping[str, HeadKind] = {
    kind.name: kind for kind in (Ridge(), Logistic(), Svm(), Knn(), Forest(), Mlp())
}
