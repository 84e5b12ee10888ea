"""Which place answers for which thing: as the paper says it in plain loops, for a batch in any parts."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from huoyan.learn.detection.paired_overlap import paired_overlap
from huoyan.learn.detection.task_aligned import Assigned, TaskAligned
from huoyan.learn.detection.truths import Truths
from huoyan.learn.fit.targets import Ragged

STRIDE, SIDE, CLASSES = 8, 64, 3


def centres() -> Tensor:
    line = torch.arange(STRIDE / 2, SIDE, STRIDE, dtype=torch.float64)
    return torch.cartesian_prod(line, line).flip(1)


def said(n: int, seed: int) -> tuple[Tensor, Tensor]:
    """Scores (n, A, C), and boxes (n, A, 4) around each place."""
    generator = torch.Generator().manual_seed(seed)
    places = centres()
    scores = torch.rand(n, len(places), CLASSES, dtype=torch.float64, generator=generator)
    sides = torch.rand(n, len(places), 4, dtype=torch.float64, generator=generator) * 20 + 2
    return scores, torch.cat((places - sides[..., :2], places + sides[..., 2:]), -1)


def things(counts: tuple[int, ...], seed: int) -> Ragged:
    generator = torch.Generator().manual_seed(seed)
    rows = []
    for count in counts:
        low = torch.rand(count, 2, dtype=torch.float64, generator=generator) * 44
        size = torch.rand(count, 2, dtype=torch.float64, generator=generator) * 30 + 3
        kind = torch.randint(0, CLASSES, (count, 1), generator=generator).double()
        rows.append(torch.cat((kind, low, low + size, torch.zeros(count, 1)), 1))
    return Ragged.of(rows)


def assigned(scores: Tensor, boxes: Tensor, targets: Ragged) -> Assigned:
    return TaskAligned(STRIDE)(scores, boxes, centres(), Truths.of(targets, boxes))


def plainly(scores: Tensor, boxes: Tensor, rows: Tensor) -> dict[int, tuple[int, float]]:
    """Of one picture: by place the thing and the quality. Section 3.2 of the paper, thing after thing."""
    wanted: dict[int, list[tuple[float, int, float]]] = {}
    for m, (kind, xmin, ymin, xmax, ymax, _) in enumerate(rows.tolist()):
        candidates = []
        for a, (x, y) in enumerate(centres().tolist()):
            half_width, half_height = max(xmax - xmin, STRIDE) / 2, max(ymax - ymin, STRIDE) / 2
            if abs(x - (xmin + xmax) / 2) <= half_width and abs(y - (ymin + ymax) / 2) <= half_height:
                overlap = float(paired_overlap(boxes[a], rows[m, 1:5]))
                candidates.append((float(scores[a, int(kind)]) * overlap**6, a, overlap))
        for aligned, a, overlap in sorted(candidates, reverse=True)[:13]:
            wanted.setdefault(a, []).append((overlap, m, aligned))
    answers = {a: max(each) for a, each in wanted.items()}
    result = {}
    for a, (_, m, aligned) in answers.items():
        own = [(t, u) for u, n, t in answers.values() if n == m]
        result[a] = (m, aligned / max(t for t, _ in own) * max(u for _, u in own))
    return result


@pytest.mark.parametrize("seed", range(4))
def test_places_answer_as_the_paper_says_it_thing_after_thing(seed: int):
    targets = things((5, 0, 12), seed)
    scores, boxes = said(3, seed)
    answer = assigned(scores, boxes, targets)
    for n, rows in enumerate(targets.rows()):
        expected = plainly(scores[n], boxes[n], rows)
        assert answer.positive[n].nonzero().flatten().tolist() == sorted(expected)
        for a, (thing, quality) in expected.items():
            assert answer.truth[n, a] == thing
            assert float(answer.quality[n, a]) == pytest.approx(quality, rel=1e-12)


def test_a_batch_in_parts_is_answered_as_the_whole():
    targets = things((5, 0, 12, 1), 9)
    scores, boxes = said(4, 9)
    whole = assigned(scores, boxes, targets)
    for at in (slice(0, 1), slice(1, 2), slice(2, 4)):
        part = assigned(scores[at], boxes[at], targets[at])
        assert torch.equal(part.positive, whole.positive[at])
        assert torch.allclose(part.quality, whole.quality[at], rtol=1e-12, atol=0)


def test_a_thing_narrower_than_a_stride_and_between_the_places_has_one_that_answers():
    scores, boxes = said(1, 0)
    thin = Ragged.of([torch.tensor([[0, 14.5, 10, 17.5, 50, 0]], dtype=torch.float64)])
    answer = assigned(scores, boxes, thin)
    assert set(centres()[answer.positive[0]][:, 0].tolist()) <= {12.0, 20.0}
    assert answer.positive.sum() > 0


def test_a_crowd_and_a_box_without_area_have_no_place():
    scores, boxes = said(1, 0)
    rows = torch.tensor([[0, 0, 0, 60, 60, 1], [1, 30, 30, 30, 40, 0]], dtype=torch.float64)
    assert not assigned(scores, boxes, Ragged.of([rows])).positive.any()


def test_the_best_place_of_a_thing_should_score_as_it_overlaps():
    scores, boxes = said(1, 3)
    answer = assigned(scores, boxes, things((1,), 3))
    true = things((1,), 3).values[:, 1:5]
    overlap = paired_overlap(boxes[0], true)[answer.positive[0]]
    assert float(answer.quality.max()) == pytest.approx(float(overlap.max()), rel=1e-12)
