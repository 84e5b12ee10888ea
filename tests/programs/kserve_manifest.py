"""Which keys of a manifest KServe's own models do not know: their paths as a JSON list.

Run by a python with kserve; gets {"path": ...} on stdin.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kserve.models
import kubernetes.client
import yaml

KINDS = {"ServingRuntime": "V1alpha1ServingRuntime", "InferenceService": "V1beta1InferenceService"}


def unknown(value: Any, kind: str, path: str) -> Iterator[str]:
    if inner := re.fullmatch(r"[Ll]ist\[(.*)\]", kind):
        for at, each in enumerate(value):
            yield from unknown(each, inner[1], f"{path}[{at}]")
        return
    model = getattr(kserve.models, kind, None) or getattr(kubernetes.client, kind, None)
    if model is None or not isinstance(value, dict):
        return
    names = {told: name for name, told in model.attribute_map.items()}
    for key, each in value.items():
        if key not in names:
            yield f"{path}.{key}"
        else:
            yield from unknown(each, model.openapi_types[names[key]], f"{path}.{key}")


def main() -> None:
    documents = yaml.safe_load_all(Path(json.load(sys.stdin)["path"]).read_text())
    print(
        json.dumps(
            [found for each in documents for found in unknown(each, KINDS[each["kind"]], each["kind"])]
        )
    )


main()
