"""How the graph of a model that looks at time is run."""

from __future__ import annotations

import numpy as np

from huoyan.clips.graph import at_start, carried, last_answers


def test_a_stream_begins_with_zeros_of_the_shapes_in_the_manifest():
    state = at_start({"hidden": (2, 3), "count": (1,)}, n=4)
    assert {name: (each.shape, each.dtype.name) for name, each in state.items()} == {
        "hidden": ((4, 2, 3), "float32"),
        "count": ((4, 1), "float32"),
    }
    assert not any(each.any() for each in state.values())
    assert carried("hidden") == "hidden_out"


def test_of_clips_that_were_filled_up_the_answer_is_that_after_their_own_last_step():
    answers = np.arange(12).reshape(2, 3, 2)
    assert last_answers(answers, np.array([3, 1])).tolist() == [[4, 5], [6, 7]]
