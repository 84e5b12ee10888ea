"""Fine-tuning that begins at a fitted head: with what the frozen network knows, and never keeps less."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch

from huoyan.data.dataset import Dataset
from huoyan.errors import NetworkError, UsageError
from huoyan.learn.build import Built, build_training
from huoyan.learn.feed.feed import ArrayFeed
from huoyan.learn.fine_tuning import from_head
from huoyan.learn.fine_tuning.from_head import fit_from_head, prepared
from huoyan.learn.fine_tuning.head_start import HeadStart, features_before, last_layer
from huoyan.learn.fit.keeper import Keeper
from huoyan.learn.fit.learner import Part, Surroundings
from huoyan.learn.fit.trainer import Fitted
from huoyan.learn.heads.ridge import Ridge
from huoyan.learn.networks import build
from huoyan.learn.plan.look import look
from huoyan.learn.plan.machine import Machine
from huoyan.learn.plan.plan import Plan, plan
from huoyan.learn.restore import restore
from huoyan.learn.train import train
from huoyan.runs.events import Event, Stepped
from huoyan.runs.recipe import Recipe, recipe_from
from making import sample_of

NAME, SIZE, CLASSES = "mobilenetv2_035", 64, ("dark", "middle", "light")
MACHINE = Machine(bf16=False, cores=1, free_cores=1)


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    file = tmp_path_factory.mktemp("weights") / "known.pth"
    network = build(NAME, classes=10, channels=3, size=SIZE, options={}).train()
    for _ in range(30):  # statistics of pictures, so that signals neither die nor grow
        network(
            torch.rand(16, 3, 1, 1).mul(4).sub(2).expand(-1, -1, SIZE, SIZE) + torch.randn(16, 3, SIZE, SIZE)
        )
    torch.save(network.state_dict(), file)
    return file


def data(n: int = 48, seed: int = 0) -> Dataset:
    """Colours of three brightnesses that overlap a little; every fourth picture is for validation."""
    rng = np.random.default_rng(seed)
    samples = []
    for at in range(n):
        colour = rng.normal(80 + 50 * (at % 3), 20, 3) + rng.normal(0, 3, (SIZE, SIZE, 3))
        pixels = colour.clip(0, 255).astype(np.uint8)
        part = "val" if at % 4 == 3 else "train"
        samples.append(sample_of(f"{at}.png", at % 3, pixels=pixels, split=part))
    return Dataset("made", CLASSES, tuple(samples))


def recipe(weights: Path, **choices: object) -> Recipe:
    given = {
        "model": NAME,
        "weights": str(weights),
        "size": SIZE,
        "epochs": 2.0,
        "device": "cpu",
        "threads": 1,
    }
    return recipe_from({"task": "classify", **given, **choices})


def planned(given: Recipe) -> Plan:
    return plan(given, look(data().split("train"), 0), name="made", machine=MACHINE)


def settled(weights: Path, **choices: object) -> Plan:
    return planned(recipe(weights, **choices))


def built(weights: Path, **choices: object) -> Built:
    train = data().split("train")
    return build_training(settled(weights, **choices), train, pixels=pixels(train), budget_s=None)


def pixels(part: Dataset) -> np.ndarray:
    return np.stack([sample.pixels for sample in part.samples])


def parts(made: Built) -> tuple[Dataset, Part, Part]:
    train, val = data().split("train"), data().split("val")
    feeds = [
        Part(ArrayFeed.of(pixels(each), made.device), torch.from_numpy(each.targets()))
        for each in (train, val)
    ]
    return train, feeds[0], feeds[1]


def tuned(made: Built, **around: object) -> Fitted:
    return fit_from_head(made, *parts(made), made.settings, Surroundings(made.device, **around))


def test_weights_that_know_pictures_start_at_the_head_by_default(weights: Path):
    chosen = settled(weights)
    assert chosen.recipe.values()["start"] == "head"
    assert chosen.recipe.options == {"joined_stages": 3, "folded_norms": True}
    assert (chosen.recipe.augment, chosen.recipe.batch, chosen.recipe.lr) == ("views", 16, 1e-3)
    assert any("best linear answer" in choice for choice in chosen.choices)


def test_what_is_chosen_is_what_a_replay_does(weights: Path):
    once = settled(weights)
    assert planned(once.recipe).recipe == once.recipe


def test_the_old_way_stays_within_reach(weights: Path):
    chosen = settled(weights, start="random").recipe
    assert chosen.options == {}
    assert (chosen.augment, chosen.batch, chosen.lr, chosen.schedule) == ("light", 32, 5e-4, "one-cycle")


def test_other_trainings_begin_at_random(weights: Path):
    assert settled(weights, loss="focal").recipe.values()["start"] == "random"
    assert planned(Recipe().settled("classify")).recipe.values()["start"] == "random"
    several = dataclasses.replace(MACHINE, alone=False)
    shared = plan(recipe(weights), look(data(), 0), name="made", machine=several)
    assert shared.recipe.values()["start"] == "random"


def test_a_head_start_needs_weights_that_know_pictures():
    with pytest.raises(UsageError, match="start head needs weights"):
        planned(recipe_from({"task": "classify", "model": NAME, "start": "head"}))


def test_the_first_validation_is_that_of_the_frozen_network_with_its_head(weights: Path):
    made = built(weights)
    train, val = data().split("train"), data().split("val")
    features = {
        part: features_before(made.network, [torch.from_numpy(pixels(each))], made.device)
        for part, each in (("train", train), ("val", val))
    }
    lesson = from_head._lesson(features["train"], train, made.recipe)
    right = Ridge().fit(lesson, {}).decide(features["val"]).argmax(1) == val.targets()
    first = tuned(made).history[0]
    assert first.epoch == 0
    assert first.train_loss is None
    assert first.val_score == pytest.approx(right.mean())


def test_ridge_and_the_layer_that_begins_give_the_same_answers_on_one_scale(weights: Path):
    made = built(weights)
    train = data().split("train")
    given = features_before(made.network, [torch.from_numpy(pixels(train))], made.device)
    lesson = from_head._lesson(given, train, made.recipe)
    head = Ridge().fit(lesson, {})
    start = HeadStart.of(head, lesson.targets)
    logits, values = given @ start.weight.T + start.bias, head.decide(given)
    scale = np.ptp(logits) / np.ptp(values)
    assert scale > 1
    assert np.allclose(logits, scale * values, atol=1e-3 * scale)


def test_the_weights_that_are_kept_score_no_worse_than_the_start(weights: Path):
    found = tuned(built(weights, lr=5.0))  # a rate that destroys what the weights know
    first, *later = found.history
    assert max(entry.val_score for entry in later) < first.val_score
    made = built(weights)
    made.network.load_state_dict(found.state)
    val = data().split("val")
    with torch.no_grad():
        logits = made.network.eval()(torch.from_numpy(pixels(val)))
    assert float((logits.argmax(1).numpy() == val.targets()).mean()) == first.val_score


def test_the_first_stages_stay_and_the_others_learn(weights: Path):
    made = built(weights)
    before = {name: tensor.clone() for name, tensor in made.network.state_dict().items()}
    ready = prepared(made, *parts(made), Surroundings(made.device))
    start = {name: tensor.clone() for name, tensor in made.network.state_dict().items()}
    assert [n for n in before if not torch.equal(before[n], start[n])] == [
        "network.joined.weight",
        "network.joined.bias",
    ]
    tuned(made)
    after = made.network.state_dict()
    changed = {
        name.split(".")[2]
        for name in before
        if "blocks" in name and not torch.equal(before[name], after[name])
    }
    assert changed == {"4", "5", "6"}
    assert torch.equal(before["network.conv_stem.weight"], after["network.conv_stem.weight"])
    assert not torch.equal(before["network.conv_head.weight"], after["network.conv_head.weight"])
    assert ready.halves is not None


def test_the_weights_are_those_of_the_whole_network(weights: Path):
    made = built(weights)
    found = tuned(made)
    assert found.state.keys() == made.network.state_dict().keys()
    assert all(tensor.dtype == torch.float32 for tensor in found.state.values())


def test_halves_score_as_the_whole_network_does(weights: Path):
    made = built(weights)
    ready = prepared(made, *parts(made), Surroundings(made.device))
    images = torch.from_numpy(pixels(data().split("val")))
    with torch.no_grad():
        whole = made.network.eval()(images)
        rest = ready.halves.rest.eval()(ready.val.feed.values)
    assert torch.allclose(rest, whole, atol=1e-5)


@pytest.mark.parametrize("choices", [{"augment": "light"}, {"shift": 0.1}, {"mixup": 0.2}])
def test_pictures_that_are_varied_otherwise_go_through_the_frozen_stages_each_time(
    weights: Path, choices: dict
):
    made = built(weights, **choices)
    assert prepared(made, *parts(made), Surroundings(made.device)).halves is None
    assert [entry.epoch for entry in tuned(made).history] == [0, 1, 2]


def test_where_memory_is_too_small_for_views_the_frozen_stages_compute_anew(weights: Path, monkeypatch):
    monkeypatch.setattr("huoyan.learn.fine_tuning.views.free_memory", lambda: 100_000)
    made = built(weights)
    assert prepared(made, *parts(made), Surroundings(made.device)).halves is None
    assert len(tuned(made).history) == 3


def test_the_same_seed_gives_the_same_weights(weights: Path):
    first, second = (tuned(built(weights, seed=3)).state for _ in range(2))
    other = tuned(built(weights, seed=4)).state
    assert all(torch.equal(first[name], second[name]) for name in first)
    assert not all(torch.equal(first[name], other[name]) for name in first)


def test_ctrl_c_while_views_are_prepared_keeps_the_head(weights: Path):
    found = tuned(built(weights), interrupted=lambda: True)
    assert found.stopped == "interrupted"
    assert found.history[0].epoch == 0


def test_a_training_that_was_cut_off_goes_on_to_the_same_weights(weights: Path, tmp_path: Path):
    whole, told = tuned(built(weights)), []
    cut = tuned(
        built(weights),
        listen=told.append,
        interrupted=lambda: any(isinstance(event, Stepped) for event in told),
        keeper=Keeper(tmp_path),
        pause=True,
    )
    assert 0 < cut.steps < whole.steps
    assert len(cut.history) == 1
    again = tuned(built(weights), keeper=Keeper(tmp_path))
    assert again.steps == whole.steps
    assert [entry.epoch for entry in again.history] == [0, 1, 2]
    assert all(torch.equal(again.state[name], whole.state[name]) for name in whole.state)


def test_freezing_trains_the_last_layer_alone_from_its_fitted_start(weights: Path):
    made = built(weights, freeze=True)
    trained = [name for name, p in made.network.named_parameters() if p.requires_grad]
    assert trained == ["network.joined.weight", "network.joined.bias"]
    assert tuned(made).history[0].epoch == 0


def test_stages_nearer_to_the_pixels_learn_more_slowly(weights: Path):
    groups = built(weights).learner.optimizer.param_groups
    shares = sorted({round(group["lr_share"], 3) for group in groups}, reverse=True)
    assert shares == [1.0, 0.7, 0.49, 0.343]
    assert all(group["lr"] == pytest.approx(1e-3 * group["lr_share"]) for group in groups)


def test_a_network_with_two_heads_has_no_layer_to_begin_with():
    with pytest.raises(NetworkError, match="one linear layer"):
        last_layer(build("levit_conv_128s", classes=3, channels=3, size=224, options={}))


def test_a_run_from_files_to_a_model_that_answers_as_it_was_trained(weights: Path, tmp_path: Path):
    told: list[Event] = []
    run = train(data(60), out=tmp_path / "run", recipe=recipe(weights), listen=told.append)
    network = restore(run.artifact)
    assert run.artifact.manifest.network.options == {"joined_stages": 3, "folded_norms": True}
    selftest = run.artifact.selftest()
    with torch.no_grad():
        logits = network(torch.from_numpy(selftest["images"]))
    assert np.allclose(logits.numpy(), selftest["logits"], atol=1e-4)
    assert all(parity.passed for parity in run.parities if parity.precision == "fp32")
    assert "at the start" not in (tmp_path / "run" / "log.jsonl").read_text()


def test_a_run_that_is_trained_further_begins_where_it_ended(weights: Path, tmp_path: Path):
    train(data(60), out=tmp_path / "run", recipe=recipe(weights, epochs=1.0))
    longer = dataclasses.replace(Recipe(), epochs=2.0)
    run = train(data(60), out=tmp_path / "run", recipe=longer, resume=True)
    history = [
        line for line in (tmp_path / "run" / "log.jsonl").read_text().splitlines() if '"validated"' in line
    ]
    assert len(history) >= 3
    assert run.stopped == "finished"
