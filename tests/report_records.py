"""Records that the report is tested with: real digits, and made ones for other shapes of data."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
from PIL import Image
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

from huoyan.artifact.manifest import Parity
from huoyan.bench import Speed
from huoyan.data.sample.broken import Broken
from huoyan.metrics.detection.things import FoundThings, TrueThings
from huoyan.report.record import ArtifactFile, Mistake, ModelFacts, RunRecord
from huoyan.report.tasks.boxes.evidence import BoxEvidence, Mark, Marked
from huoyan.report.tasks.labels.evidence import LabelEvidence, evidence_of
from huoyan.report.tasks.regress import ValueEvidence
from huoyan.results import Estimate, Failure
from huoyan.runs.learning_curve import Epoch
from huoyan.runs.rungs import Ascent, Grown, Growth, Rung
from huoyan.tasks.classify import Classify
from huoyan.tasks.detect import Detect
from huoyan.tasks.regress import Regress, scored_values
from huoyan.tasks.scored_boxes import scored_boxes
from huoyan.tasks.scored_labels import ScoredLabels, scored
from huoyan.tasks.tags import Tags
from huoyan.words import Message
from making import sample_of

HOSTILE = ("<script>window.hit = 1</script>", "<img src=x onerror='window.hit = 1'>\u202egpj.exe")


def classified(
    probabilities: np.ndarray,
    targets: np.ndarray,
    classes: tuple[str, ...],
    groups: tuple[str | None, ...] | None = None,
) -> ScoredLabels:
    return scored(Classify(classes), probabilities, targets, groups or (None,) * len(targets))


def answers(record: RunRecord) -> ScoredLabels:
    return evidence_of(record).score


def with_evidence(record: RunRecord, **changes: object) -> RunRecord:
    """The record with other evidence: `score`, `counts` or `examples`."""
    return replace(record, evidence=replace(evidence_of(record), **changes))  # type: ignore[arg-type]


def broken(source: str, code: str, message: str) -> Broken:
    return Broken(sample_of(source, 0), Failure(code, message))


@cache
def digits() -> RunRecord:
    """A real run on real pictures: the embedded digits and a logistic regression."""
    data = load_digits()
    shown = np.clip(data.images * 16, 0, 255).astype(np.uint8)
    train, test = np.arange(0, 900), np.arange(900, 1797)
    model = LogisticRegression(max_iter=200).fit(data.data[train] / 16, data.target[train])
    probabilities, targets = model.predict_proba(data.data[test] / 16), data.target[test]
    classes = tuple(map(str, range(10)))
    wrong = test[probabilities.argmax(axis=1) != targets]
    return RunRecord(
        title="digits",
        data="digits",
        created="2026-01-02",
        command="huoyan train digits --seed 0",
        task="classify",
        split="test",
        evidence=LabelEvidence(
            classified(probabilities, targets, classes),
            {n: tuple(np.bincount(data.target[i]).tolist()) for n, i in (("train", train), ("test", test))},
            tuple((c, tuple(shown[train][data.target[train] == k][:6])) for k, c in enumerate(classes)),
        ),
        recipe={"model": "cnn", "steps": ("contrast",), "lr": 0.01},
        choices=("model = cnn: small grey pictures",),
        notes=("Only 900 pictures were there to learn from.",),
        epochs=tuple(
            Epoch(k, 2 / k, 2.2 / k, 1 - 0.5 / k, "accuracy", 0.01 / k, 1000.0, 1.5 * k) for k in range(1, 13)
        ),
        mistakes=tuple(_mistake(i, shown[i], data.target[i], model, data.data[i]) for i in wrong[:30]),
        batch=shown[:24, :, :, None],
        model=ModelFacts("cnn", 61_674, (28, 28, 1), "Apache-2.0", "ab" * 32),
        speeds=(Speed("onnxruntime", "fp32", 1, 2, 0.21, 4_700.0, 100),),
        parities=(
            Parity(engine="openvino", precision="bf16", n=64, agreement=0.9, difference=0.1, passed=False),
        ),
        quarantine=(broken("a/损坏.jpg", "image.truncated", "The file ends before the picture does."),),
        files=(ArtifactFile("model/model.onnx", 251_232, "cd" * 32),),
    )


def _mistake(
    i: int, picture: np.ndarray, truth: int, model: LogisticRegression, pixels: np.ndarray
) -> Mistake:
    scores = model.predict_proba(pixels[None] / 16)[0]
    return Mistake(picture, f"digits/test/{i:04d}.png", str(truth), str(scores.argmax()), float(scores.max()))


@cache
def _made(classes: tuple[str, ...], n: int) -> RunRecord:
    """Probabilities as a fair model might give them."""
    rng = np.random.default_rng(0)
    targets = rng.integers(0, len(classes), n)
    logits = rng.normal(0, 1, (n, len(classes)))
    logits[np.arange(n), targets] += 2
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    train = tuple(range(1, len(classes) + 1))
    counts = {"train": train, "test": tuple(np.bincount(targets, minlength=len(classes)).tolist())}
    found = LabelEvidence(classified(probabilities, targets, classes), counts)
    return RunRecord("made", "made", "now", "run", "classify", "val", found)


def invented(classes: tuple[str, ...], n: int = 300, **changes: object) -> RunRecord:
    """A record with made probabilities, for shapes that the digits do not have."""
    return replace(_made(classes, n), **changes)  # type: ignore[arg-type]


@cache
def multilabel() -> RunRecord:
    rng = np.random.default_rng(1)
    classes = ("cloud", "rain", "person", "tree")
    truth = (rng.random((200, 4)) < 0.4).astype(np.float32)
    probabilities = 1 / (1 + np.exp(-(rng.normal(0, 1, (200, 4)) + 4 * truth - 2)))
    return RunRecord(
        title="scenes",
        data="scenes.csv",
        created="now",
        command="run",
        task="tags",
        split="test",
        evidence=LabelEvidence(
            scored(Tags(classes), probabilities, truth, (None,) * 200),
            {"test": tuple(truth.sum(axis=0).astype(int).tolist())},
        ),
        mistakes=(Mistake(noise(90, 200), "a.jpg", "", "cloud, rain", 0.7),),
    )


@cache
def measured(names: tuple[str, ...] = ("height",)) -> RunRecord:
    """Numbers instead of labels, each with an interval."""
    rng = np.random.default_rng(3)
    truth = rng.gamma(3, 40, (300, len(names)))
    predicted = truth + rng.normal(0, 20, truth.shape)
    task = Regress(
        names, centre=(120.0,) * len(names), spread=(70.0,) * len(names), margins=(33.0,) * len(names)
    )
    score = scored_values(task, predicted, truth, (None,) * 300)
    return RunRecord(
        title="heights",
        data="heights.csv",
        created="now",
        command="run",
        task="regress",
        split="test",
        evidence=ValueEvidence(score, {"train": rng.gamma(3, 40, (900, len(names))), "test": truth}),
        mistakes=tuple(
            Mistake(noise(90, 120), f"{worst.row}.jpg", worst.truth, worst.answer, worst.certainty)
            for worst in score.worst(4)
        ),
    )


@cache
def detected(labels: tuple[str, ...] = ("car", "公交车"), least: float = 0.3) -> RunRecord:
    """Forty pictures; of their things some are missed, some found under the other name, and some are none."""
    rng = np.random.default_rng(4)
    true, found = [], []
    for at in range(40):
        for _ in range(int(rng.integers(0, 4))):
            corner, label = rng.uniform(0, 300, 2), int(rng.integers(len(labels)))
            box = np.concatenate([corner, corner + rng.uniform(20, 140, 2)])
            true.append([at, label, *box, 0.0])
            if rng.random() < 0.8:
                named = label if rng.random() < 0.9 else len(labels) - 1 - label
                found.append([at, named, rng.uniform(0.3, 1), *(box + rng.normal(0, 4, 4))])
        if rng.random() < 0.2:
            found.append([at, 0, rng.uniform(0.1, 0.7), 10, 10, 60, 50])
    rows = np.array(found)
    things = FoundThings(rows[:, 0].astype(int), rows[:, 1].astype(int), rows[:, 3:], rows[:, 2])
    task = Detect(labels, (least,) * len(labels))
    score = scored_boxes(task, things, TrueThings.of(40, np.array(true)), (None,) * 40)
    marked = [
        Marked(
            noise(90, 120), f"street/{each.row}.jpg", 480, 360,
            tuple(Mark(x.verdict, x.box, x.label, x.score) for x in score.judged(each.row)),
        )
        for each in score.worst(5)
    ]  # fmt: skip
    counts = {"train": (900, 120), "test": (33, 30)}
    empty = {"train": (12, 400), "test": (int(score.matches.true.empty.sum()), 40)}
    evidence = BoxEvidence(score, counts, empty, tuple(marked), (marked[0],))
    return RunRecord("cars", "cars/", "now", "run", "detect", "test", evidence)


def noise(height: int, width: int) -> np.ndarray:
    """A smooth colourful picture."""
    small = np.random.default_rng(2).integers(0, 255, (6, 8, 3), dtype=np.uint8)
    return np.asarray(Image.fromarray(small).resize((width, height)))


def hostile() -> RunRecord:
    mistakes = (Mistake(noise(50, 50), f"dir/{HOSTILE[0]}/\udcff{HOSTILE[1]}", *HOSTILE, 0.5),)
    made = invented(
        HOSTILE,
        title=HOSTILE[0],
        data=HOSTILE[1],
        command=f"run '{HOSTILE[0]}' \x00\x1b[31m",
        notes=HOSTILE,
        choices=HOSTILE,
        mistakes=mistakes,
        recipe={HOSTILE[0]: HOSTILE[1]},
        quarantine=(broken(*HOSTILE, HOSTILE[0]),),
        files=(ArtifactFile(HOSTILE[0], 1, HOSTILE[1]),),
    )
    return with_evidence(made, examples=((HOSTILE[0], (noise(9, 9),)),))


def faultless() -> RunRecord:
    """Every digit named, and rather surely."""
    targets = answers(digits()).targets
    probabilities = np.full((len(targets), 10), 0.02)
    probabilities[np.arange(len(targets)), targets] = 0.82
    classes = evidence_of(digits()).classes
    return with_evidence(replace(digits(), mistakes=()), score=classified(probabilities, targets, classes))


def long_names() -> RunRecord:
    names = ["Sub-tropical moist broadleaf forest no. {}", "品种编号很长的一个中文类别名称第{}号", "c{}"]
    return invented(tuple(names[i % 3].format(i) for i in range(120)), n=2000)


def climbed() -> RunRecord:
    """Three rungs, of which the second was taken."""
    return replace(digits(), ascent=ASCENT)


def grown(pictures: int, share: float) -> Grown:
    return Grown(pictures, Estimate(share, share - 0.03, share + 0.02, 634))


ASCENT = Ascent(
    (
        Rung(
            "classical", "svm", "hog+lbp+colour", {"kernel": "rbf", "C": 10.0},
            Estimate(0.912, 0.886, 0.932, 634), 4.2, True, Message("ladder.first"), 1.9, 412_000,
        ),
        Rung(
            "frozen", "ridge", "mobilenetv2_100", {},
            Estimate(0.954, 0.934, 0.968, 634), 19.0, True,
            Message("ladder.better", won=33.5, lost=7.0, model="svm"), 9.4, 9_100_000,
        ),
        Rung(
            "tuned", "mobilenetv2_100", None, {"joined_stages": 3},
            Estimate(0.957, 0.939, 0.970, 634), 151.0, False,
            Message("ladder.not_better", won=11.0, lost=9.0, model="ridge"),
        ),
    ),
    1,
    Message("ladder.ended_at_top"),
    634,
    True,
    175.1,
    (Message("ladder.few_for_scratch", n=634, many=2000),),
    Growth(
        "ridge + mobilenetv2_100",
        (grown(51, 0.86), grown(101, 0.9), grown(254, 0.94), grown(507, 0.954)),
        (grown(634, 0.955), grown(1268, 0.962), grown(2536, 0.967)),
    ),
)  # fmt: skip


RECORDS = {
    "digits": digits,
    "one mistake": lambda: replace(digits(), mistakes=digits().mistakes[:1]),
    "no mistake": faultless,
    "bare": lambda: invented(("a", "b", "c")),
    "two classes": lambda: invented(("cat", "dog")),
    "25 long names": lambda: invented(evidence_of(long_names()).classes[:25], n=900),
    "120 classes": long_names,
    "multilabel": multilabel,
    "numbers": measured,
    "climbed": climbed,
    "boxes": detected,
    "hostile boxes": lambda: detected(HOSTILE),
    "hostile": hostile,
}
