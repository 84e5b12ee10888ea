"""Where anything may be: the region proposal network (Ren et al. 2015, "Faster R-CNN", section 3.1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torchvision.models.detection.rpn import RPNHead
from torchvision.ops import clip_boxes_to_image

from huoyan.learn.networks.detectors.faster_rcnn.anchors import A_PLACE, anchors_of
from huoyan.learn.networks.detectors.faster_rcnn.box_changes import OF_ANCHORS, changed
from huoyan.learn.networks.detectors.faster_rcnn.greedy_suppression import kept

# Of two proposals that overlap by more the surer one stays.
MOST_IOU = 0.7


class Proposed(NamedTuple):
    """Of all anchors (A, 4): things (N, A), logits of there being one, and changes (N, A, 4) to its box.
    regions: (N, K, 4), the surest boxes within the picture, each thing once."""

    anchors: Tensor
    things: Tensor
    changes: Tensor
    regions: Tensor


class ProposalNetwork(nn.Module):
    """Maps (N, width, H, W) at `strides` to what is proposed: `most` regions of `candidates` a map."""

    def __init__(self, width: int, strides: Sequence[int], candidates: int, most: int) -> None:
        super().__init__()
        self.head = RPNHead(width, A_PLACE)
        self.strides, self.candidates, self.most = tuple(strides), candidates, most

    def forward(self, maps: Sequence[Tensor]) -> Proposed:
        anchors = anchors_of(maps, self.strides)
        things, changes = zip(*(self._told(each) for each in maps), strict=True)
        height, width = (side * self.strides[0] for side in maps[0].shape[2:])
        regions = self._regions(anchors, things, changes, (height, width))
        return Proposed(torch.cat(anchors), torch.cat(things, dim=1), torch.cat(changes, dim=1), regions)

    def _told(self, features: Tensor) -> tuple[Tensor, Tensor]:
        """(N, A) and (N, A, 4) of one map, in the order of its anchors."""
        (things,), (changes,) = self.head([features])
        precise = torch.promote_types(things.dtype, torch.float32)
        things = things.permute(0, 2, 3, 1).flatten(1)
        changes = torch.unflatten(changes, 1, (A_PLACE, 4)).permute(0, 3, 4, 1, 2).flatten(1, 3)
        return things.to(precise), changes.to(precise)

    def _regions(
        self,
        anchors: Sequence[Tensor],
        things: Sequence[Tensor],
        changes: Sequence[Tensor],
        size: tuple[int, int],
    ) -> Tensor:
        """size: height and width of the pictures."""
        scores, boxes = [], []
        for around, score, change in zip(anchors, things, changes, strict=True):
            best, at = score.detach().topk(min(self.candidates, len(around)), dim=1)
            scores.append(best)
            boxes.append(changed(around[at], _rows(change.detach(), at), OF_ANCHORS))
        all_boxes = clip_boxes_to_image(torch.cat(boxes, dim=1), size)
        every = sum(score.shape[1] for score in scores)
        surest = _rows(all_boxes, torch.cat(scores, dim=1).topk(every, dim=1).indices)
        # Suppressed ones last, each group in its order.
        order = kept(surest, MOST_IOU).to(surest.dtype) * every
        order = order - torch.arange(every, dtype=order.dtype, device=order.device)
        return _rows(surest, order.topk(min(self.most, every), dim=1).indices)


def _rows(boxes: Tensor, at: Tensor) -> Tensor:
    """(N, A, 4) at (N, K), to (N, K, 4)."""
    return boxes.gather(1, at.unsqueeze(2).expand(-1, -1, 4))
