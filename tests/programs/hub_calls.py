"""Calls a server with huggingface_hub's InferenceClient; prints what it gave as JSON.

Run by a python that has `huggingface_hub`, of any major version.
stdin: {"address": ..., "jpeg": base64, "frame": base64, "folder": where a file may be written}.
"""

import asyncio
import base64
import json
import sys
from pathlib import Path

import huggingface_hub
from huggingface_hub import AsyncInferenceClient, InferenceClient

given = json.load(sys.stdin)
ADDRESS, JPEG, FRAME = given["address"], base64.b64decode(given["jpeg"]), base64.b64decode(given["frame"])
FILE = Path(given["folder"]) / "picture.jpg"
FILE.write_bytes(JPEG)


def labels(found):
    return [[each.label, each.score] for each in found]


def things(found):
    return [
        [each.label, each.score, each.box.xmin, each.box.ymin, each.box.xmax, each.box.ymax] for each in found
    ]


def refused(call):
    try:
        call()
    except Exception as error:  # noqa: BLE001  each major version has errors of its own
        return [error.response.status_code, str(error)]
    return None


async def by_waiting():
    client = AsyncInferenceClient(model=f"{ADDRESS}/models/colours")
    return labels(await client.image_classification(JPEG))


colours = InferenceClient(model=f"{ADDRESS}/models/colours")
detector = InferenceClient(model=f"{ADDRESS}/models/things")
print(
    json.dumps(
        {
            "version": huggingface_hub.__version__,
            "labels": labels(colours.image_classification(JPEG)),
            "from_file": labels(colours.image_classification(str(FILE))),
            "from_path": labels(colours.image_classification(FILE)),
            "top": labels(colours.image_classification(JPEG, top_k=1)),
            "waiting": asyncio.run(by_waiting()),
            "things": things(detector.object_detection(FRAME)),
            "surer": things(detector.object_detection(FRAME, threshold=0.95)),
            "broken": refused(lambda: colours.image_classification(b"rubbish")),
            "nobody": refused(
                lambda: InferenceClient(model=f"{ADDRESS}/models/x").image_classification(JPEG)
            ),
        }
    )
)
