"""Networks that look at time, by what stands over their frames. A new one is a file here and a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from huoyan.learn.networks.clips.causal_transformer import CausalTransformer
from huoyan.learn.networks.clips.options import ClipOptions
from huoyan.learn.networks.clips.over_time import OverTime
from huoyan.learn.networks.clips.recurrent import GruOverTime, LstmOverTime
from huoyan.learn.networks.clips.running_mean import NoOrder

# Those that look at time within the network of a frame already.
SHIFTED = ("tsm",)
# Called with the number of values that a frame gives, and the options.
CLIP_NETWORKS: Mapping[str, Callable[[int, ClipOptions], OverTime]] = {
    "gru": GruOverTime,
    "lstm": LstmOverTime,
    "transformer": CausalTransformer,
    "mean": NoOrder,
    "tsm": NoOrder,
}
