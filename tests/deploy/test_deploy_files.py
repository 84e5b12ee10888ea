"""The files of deploy/ agree: with each other, with the flags of the command, with what is measured."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from foreign_clients import python_of, told_by
from huoyan.cli import main
from huoyan.serve.observe.measures import ServeMeasures

DEPLOY = Path(__file__).parents[2] / "deploy"


def documents(name: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((DEPLOY / name).read_text()))


def containers(name: str) -> list[dict[str, Any]]:
    """Every container of a file of Kubernetes, with the security of its pod."""
    found = []
    for document in documents(name):
        spec = document["spec"].get("template", document)["spec"]
        found += [
            {**each, "pod": spec.get("securityContext", {})}
            for each in spec.get("containers", [])
            if isinstance(each, dict)
        ]
    return found


def entry() -> list[str]:
    """What the image runs."""
    (words,) = re.findall(r"^ENTRYPOINT (\[.*\])$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    told: list[str] = json.loads(words)
    return told


def calls() -> dict[str, list[str]]:
    """How each of the files starts the server, without `huoyan serve`."""
    unit = (DEPLOY / "huoyan.service").read_text()
    (line,) = re.findall(r"^ExecStart=(.*)$", unit, re.MULTILINE)
    image = entry()
    return {
        "huoyan.service": shlex.split(line)[2:],
        "kubernetes.yaml": [*image[2:], *containers("kubernetes.yaml")[0]["args"]],
        "kserve.yaml": [*image[2:], *containers("kserve.yaml")[0]["args"]],
    }


@pytest.mark.parametrize("file", ["huoyan.service", "kubernetes.yaml", "kserve.yaml"])
def test_every_flag_that_is_given_exists(file: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        main(["serve", "--help"])
    known = set(re.findall(r"--[a-z-]+", capsys.readouterr().out))
    given = {word.partition("=")[0] for word in calls()[file] if word.startswith("--")}
    assert given
    assert given <= known


@pytest.mark.parametrize("file", ["kubernetes.yaml", "kserve.yaml"])
def test_a_server_that_others_reach_asks_for_keys_or_says_that_it_does_not(file: str):
    words = " ".join(calls()[file])
    assert "--host 0.0.0.0" in words
    assert ("--api-key-file" in words) != ("--no-auth" in words)


@pytest.mark.parametrize("file", ["kubernetes.yaml", "kserve.yaml"])
def test_containers_run_without_root_and_write_nowhere_but_to_tmp(file: str):
    (container,) = containers(file)
    security = {**container["pod"], **container["securityContext"]}
    assert security["runAsNonRoot"]
    assert security["runAsUser"] == 10001
    assert security["readOnlyRootFilesystem"]
    assert not security["allowPrivilegeEscalation"]
    assert security["capabilities"] == {"drop": ["ALL"]}
    assert security["seccompProfile"] == {"type": "RuntimeDefault"}
    writable = [each["mountPath"] for each in container["volumeMounts"] if not each.get("readOnly")]
    assert writable == ["/tmp"]


@pytest.mark.parametrize("file", ["kubernetes.yaml", "kserve.yaml"])
def test_a_pod_ends_no_sooner_than_what_was_admitted_is_answered(file: str):
    (grace,) = re.findall(r"terminationGracePeriodSeconds: (\d+)", (DEPLOY / file).read_text())
    assert int(grace) > 30


def test_the_image_holds_the_runtime_alone_and_runs_as_the_user_of_the_manifests():
    text = (DEPLOY / "Dockerfile").read_text()
    assert '".[serve]"' in text
    assert "[train" not in text
    assert text.rindex("USER 10001:10001") > text.rindex("RUN ")


def test_every_figure_of_the_dashboard_is_measured():
    measures = ServeMeasures(["cats"])
    measures.waiting("cats", 1, "1")
    measures.answered("/", "POST", 200, 0.1)
    measures.turned_away("serve.key")
    measures.ran("cats", 1, 0.1)
    page = measures.page("")[0].decode()
    dashboard = (DEPLOY / "grafana-dashboard.json").read_text()
    asked = set(re.findall(r"huoyan_[a-z_]+", dashboard))
    told = set(re.findall(r"^(huoyan_[a-z_]+)", page, re.MULTILINE))
    assert len(asked) > 8
    assert asked <= told


def test_panels_of_the_dashboard_have_places_and_numbers_of_their_own():
    panels = json.loads((DEPLOY / "grafana-dashboard.json").read_text())["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    taken = [
        (x, y)
        for place in (panel["gridPos"] for panel in panels)
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(set(taken)) == len(taken)
    assert max(x for x, _ in taken) < 24


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is absent")
def test_systemd_takes_the_unit_and_finds_it_closed(tmp_path: Path):
    unit = tmp_path / "huoyan.service"
    unit.write_text((DEPLOY / "huoyan.service").read_text().replace("/opt/huoyan/bin/huoyan", sys.executable))
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stderr) == (0, "")
    rated = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", unit], capture_output=True, text=True, check=False
    )
    (level,) = re.findall(r"Overall exposure level .*: ([\d.]+)", rated.stdout)
    assert float(level) < 2.0


def linter(name: str) -> str:
    """A program of the folder that HUOYAN_LINTERS names, whose libraries clash with ours; else skipped."""
    found = shutil.which(name, path=os.environ.get("HUOYAN_LINTERS", ""))
    if not found:
        pytest.skip(f"HUOYAN_LINTERS names no folder with {name}")
    return found


def test_hadolint_finds_nothing_in_the_dockerfile():
    subprocess.run([linter("hadolint"), DEPLOY / "Dockerfile"], check=True)


def test_kubernetes_takes_its_manifests():
    program = linter("kubernetes-validate")
    subprocess.run([program, "--strict", DEPLOY / "kubernetes.yaml"], check=True)


def test_kserve_knows_every_key_of_its_manifest():
    python = python_of("HUOYAN_KSERVE_CLIENT", "kserve")
    assert told_by(python, "kserve_manifest.py", {"path": str(DEPLOY / "kserve.yaml")}) == []
