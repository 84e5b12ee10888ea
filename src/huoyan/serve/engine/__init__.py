"""What answers: models on a shelf, each with a queue, a batcher and the pool that decodes for it."""

from huoyan.serve.engine.looked import Given, Looked, Measures, Unmeasured
from huoyan.serve.engine.refusals import Busy, Late
from huoyan.serve.engine.served import Served
from huoyan.serve.engine.shelf import Shelf

__all__ = ["Busy", "Given", "Late", "Looked", "Measures", "Served", "Shelf", "Unmeasured"]
