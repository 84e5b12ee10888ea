"""A YOLOX as its authors export it, node by node and with random weights: what theirs answers, ours must."""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

STRIDES = (8, 16, 32)


class ForeignYolox:
    """YOLOX-nano for square pictures of `side` pixels, blue first and of 0..255, one at a time."""

    def __init__(self, classes: int, side: int, seed: int = 0, opset: int = 11) -> None:
        self.side, self.opset = side, opset
        self._random = np.random.default_rng(seed)
        self._nodes: list[onnx.NodeProto] = []
        self._held: list[onnx.TensorProto] = []
        self._gain = 2.0  # what comes in is about as large as what goes out
        fine, middle, coarse = self._neck(*self._backbone())
        said = [self._head(each, classes) for each in (fine, middle, coarse)]
        self._nodes.append(
            helper.make_node("Transpose", [self._node("Concat", *said, axis=2)], ["output"], perm=[0, 2, 1])
        )

    def model(self) -> onnx.ModelProto:
        sides = [1, 3, self.side, self.side]
        graph = helper.make_graph(
            self._nodes,
            "yolox",
            [helper.make_tensor_value_info("images", TensorProto.FLOAT, sides)],
            [helper.make_tensor_value_info("output", TensorProto.FLOAT, [None] * 3)],
            self._held,
        )
        return helper.make_model(graph, ir_version=7, opset_imports=[helper.make_opsetid("", self.opset)])

    def bytes(self) -> bytes:
        return bytes(self.model().SerializeToString())

    def _node(self, kind: str, *given: str, **attributes: object) -> str:
        name = f"{kind}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, list(given), [name], name, **attributes))
        return name

    def _constant(self, values: np.ndarray) -> str:
        name = f"held_{len(self._held)}"
        self._held.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _bare(self, x: str, taken: int, given: int, kernel: int = 1, stride: int = 1, groups: int = 1) -> str:
        shape = (given, taken // groups, kernel, kernel)
        values = self._random.normal(size=shape) * (self._gain / np.prod(shape[1:])) ** 0.5
        if taken == 12:  # it is given 0..255
            values /= 128
        if given < 16:  # what is said at the end, from sure to unsure
            values *= 3 if given == 4 else 20
        names = [self._constant(values.astype(np.float32))]
        names.append(self._constant(self._random.normal(size=given).astype(np.float32) * 0.1))
        margin = (kernel - 1) // 2
        return self._node("Conv", x, *names, strides=[stride] * 2, pads=[margin] * 4, group=groups)

    def _conv(self, x: str, taken: int, given: int, kernel: int = 1, stride: int = 1, groups: int = 1) -> str:
        found = self._bare(x, taken, given, kernel, stride, groups)
        return self._node("Mul", found, self._node("Sigmoid", found))

    def _depthwise(self, x: str, taken: int, given: int, stride: int = 1) -> str:
        return self._conv(self._conv(x, taken, taken, 3, stride, taken), taken, given)

    def _csp(self, x: str, taken: int, given: int, depth: int, shortcut: bool) -> str:
        half = given // 2
        through, past = self._conv(x, taken, half), self._conv(x, taken, half)
        for _ in range(depth):
            found = self._depthwise(self._conv(through, half, half), half, half)
            through = self._node("Add", found, through) if shortcut else found
        return self._conv(self._node("Concat", through, past, axis=1), given, given)

    def _focus(self) -> str:
        """Rows and columns of the corners in turn: top left, bottom left, top right, bottom right."""
        parts = [
            self._every_second(self._every_second("images", row, 2), column, 3)
            for row, column in ((0, 0), (1, 0), (0, 1), (1, 1))
        ]
        return self._node("Concat", *parts, axis=1)

    def _every_second(self, x: str, start: int, axis: int) -> str:
        limits = [self._constant(np.array([each])) for each in (start, 1 << 30, axis, 2)]
        return self._node("Slice", x, *limits)

    def _backbone(self) -> tuple[str, str, str]:
        x = self._conv(self._focus(), 12, 16, 3)
        x = self._csp(self._depthwise(x, 16, 32, 2), 32, 32, 1, True)
        fine = self._csp(self._depthwise(x, 32, 64, 2), 64, 64, 3, True)
        middle = self._csp(self._depthwise(fine, 64, 128, 2), 128, 128, 3, True)
        x = self._conv(self._depthwise(middle, 128, 256, 2), 256, 128)
        pools = [
            self._node("MaxPool", x, kernel_shape=[k] * 2, strides=[1, 1], pads=[k // 2] * 4)
            for k in (5, 9, 13)
        ]
        x = self._conv(self._node("Concat", x, *pools, axis=1), 512, 256)
        return fine, middle, self._csp(x, 256, 256, 1, False)

    def _neck(self, fine: str, middle: str, coarse: str) -> tuple[str, str, str]:
        narrow = self._conv(coarse, 256, 128)
        middle = self._csp(self._node("Concat", self._doubled(narrow), middle, axis=1), 256, 128, 1, False)
        thin = self._conv(middle, 128, 64)
        fine = self._csp(self._node("Concat", self._doubled(thin), fine, axis=1), 128, 64, 1, False)
        down = self._node("Concat", self._depthwise(fine, 64, 64, 2), thin, axis=1)
        middle = self._csp(down, 128, 128, 1, False)
        down = self._node("Concat", self._depthwise(middle, 128, 128, 2), narrow, axis=1)
        return fine, middle, self._csp(down, 256, 256, 1, False)

    def _doubled(self, x: str) -> str:
        scales = self._constant(np.array([1, 1, 2, 2], np.float32))
        modes = {"mode": "nearest", "nearest_mode": "floor", "coordinate_transformation_mode": "asymmetric"}
        return self._node("Resize", x, self._constant(np.zeros(0, np.float32)), scales, **modes)

    def _head(self, x: str, classes: int) -> str:
        level = sum(node.op_type == "Reshape" for node in self._nodes)
        x = self._conv(x, 64 << level, 64)
        found = self._depthwise(self._depthwise(x, 64, 64), 64, 64)
        named = self._bare(found, 64, classes)
        where = self._depthwise(self._depthwise(x, 64, 64), 64, 64)
        box, thing = self._bare(where, 64, 4), self._bare(where, 64, 1)
        sure = [self._node("Sigmoid", thing), self._node("Sigmoid", named)]
        said = self._node("Concat", box, *sure, axis=1)
        return self._node("Reshape", said, self._constant(np.array([1, 5 + classes, -1])))


def decoded(output: np.ndarray, side: int) -> tuple[np.ndarray, np.ndarray]:
    """Boxes (A, 4), xyxy in pixels, and scores (A, C) of what such a file gives for a picture, (A, 5 + C)."""
    boxes, at = [], 0
    for stride in STRIDES:
        for row in range(side // stride):
            for column in range(side // stride):
                x, y, width, height = output[at, :4].astype(np.float64)
                middle = (x + column) * stride, (y + row) * stride
                half = np.exp(width) * stride / 2, np.exp(height) * stride / 2
                boxes.append(
                    (middle[0] - half[0], middle[1] - half[1], middle[0] + half[0], middle[1] + half[1])
                )
                at += 1
    return np.array(boxes), output[:, 4:5] * output[:, 5:]
