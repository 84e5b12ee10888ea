"""Which arguments of timm's constructors a recipe or a manifest may name, and what they may hold.

timm's factory takes more by the same way: files to load weights from, other numbers of classes, code to call.
A list of what shapes a network is safe whatever timm adds, and keeps true what the licence says of weights.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from huoyan.errors import NetworkError
from huoyan.learn.options import unknown
from huoyan.words import Listed, Message

# fmt: off
ALLOWED = (
    # shares that are dropped
    "drop_rate", "drop_path_rate", "drop_block_rate", "attn_drop_rate", "proj_drop_rate", "pos_drop_rate",
    "patch_drop_rate",
    # sides in pixels or patches
    "img_size", "patch_size", "window_size", "window_sizes", "window_ratio", "dynamic_img_size",
    "dynamic_img_pad", "strict_img_size", "always_partition", "output_stride", "patch_stride",
    "patch_padding",
    # widths and depths
    "embed_dim", "embed_dims", "depth", "depths", "dims", "widths", "layers", "channels", "num_heads",
    "num_kv_heads", "head_dim", "head_dims", "mlp_ratio", "mlp_ratios", "base_width", "width", "width_mult",
    "width_factor", "depth_mult", "cardinality", "growth_rate", "bn_size", "num_init_features",
    "num_features", "head_hidden_size", "stem_width", "stem_chs", "stem_size", "stem_kernel_size",
    "kernel_size", "kernel_sizes", "expand_ratio", "attn_ratio", "se_ratio", "sr_ratios", "groups",
    # attention and its tokens
    "qkv_bias", "qk_norm", "class_token", "no_embed_class", "reg_tokens", "pos_embed", "pre_norm",
    "fc_norm", "use_fc_norm", "use_rel_pos", "use_rel_pos_bias", "use_shared_rel_pos_bias", "use_abs_pos",
    "use_abs_pos_emb", "use_pos_embed", "use_rot_pos_emb", "rope_type", "rope_temperature", "init_values",
    "ls_init_value", "layer_scale_init_value", "layer_scale", "layerscale_value",
    # layers by name, and how they are put together
    "act_layer", "norm_layer", "norm_eps", "bn_eps", "global_pool", "pool_type", "pad_type", "stem_type",
    "stem_norm", "avg_down", "zero_init_last", "replace_stem_pool", "conv_mlp",
    "conv_bias", "proj_bias", "mlp_bias",
    "head_bias", "head_norm", "head_norm_first", "head_init_scale", "final_norm", "use_grn",
    "use_post_norm", "swiglu_mlp", "scale_mlp", "attn_mlp", "preact",
)
# fmt: on
# More than any network has of anything; a manifest from elsewhere may ask for no more memory than that.
_LARGEST, _LONGEST = 65_536, 64
_WORD = re.compile(r"[\w.\-]{0,40}")


def read_options(name: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """`options` of the network `name` as values for its constructor. Raises NetworkError `network.option`."""
    return {option: _value(option, value) for option, value in options.items() if _allowed(name, option)}


def _allowed(name: str, option: str) -> bool:
    if option not in ALLOWED:
        raise NetworkError(
            unknown(
                "network.no_timm_option",
                option,
                ALLOWED,
                option=option,
                network=name,
                options=Listed(ALLOWED, None),
            ),
            code="network.option",
        )
    return True


def _value(option: str, value: Any) -> Any:
    plain = _plain(value)
    if not _is_plain(plain):
        raise NetworkError(
            Message(
                "network.timm_option",
                option=option,
                given=str(value)[:80],
                largest=_LARGEST,
                longest=_LONGEST,
            ),
            code="network.option",
        )
    return plain


def _plain(value: Any) -> Any:
    """A text of the command line as the value it means: `0.2`, `true`, `[1,2]`; other texts as they are."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value.lower() if value.lower() in ("true", "false") else value)
    except (ValueError, RecursionError):
        return value


def _is_plain(value: Any, depth: int = 0) -> bool:
    if isinstance(value, (list, tuple)):
        return depth < 3 and len(value) <= _LONGEST and all(_is_plain(part, depth + 1) for part in value)
    if isinstance(value, str):
        return _WORD.fullmatch(value) is not None
    return isinstance(value, (bool, int, float)) and math.isfinite(value) and abs(value) <= _LARGEST
