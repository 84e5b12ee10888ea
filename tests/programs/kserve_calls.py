"""Calls a server with kserve's REST client; prints what it gave as JSON.

Run by a python that has `kserve`. stdin: {"address": ..., "jpeg": base64, "pixels": lists}.
"""

import asyncio
import base64
import json
import sys

import httpx
import numpy as np
from kserve import InferenceRESTClient, InferInput, InferRequest, RESTConfig
from kserve.protocol.infer_type import RequestedOutput

given = json.load(sys.stdin)
ADDRESS, JPEG = given["address"], base64.b64decode(given["jpeg"])
PIXELS = np.array(given["pixels"], np.uint8)


def asked(tensor, binary):
    outputs = [RequestedOutput(name, {"binary_data": binary}) for name in ("logits", "answer")]
    return InferRequest("colours", [tensor], request_id="r1", request_outputs=outputs)


def files(binary):
    content = JPEG if binary else base64.b64encode(JPEG).decode()
    tensor = InferInput("picture", [1], "BYTES")
    tensor.set_data_from_numpy(np.array([content], object), binary_data=binary)
    return asked(tensor, binary)


def pixels(binary):
    tensor = InferInput("images", list(PIXELS.shape), "UINT8")
    tensor.set_data_from_numpy(PIXELS, binary_data=binary)
    return asked(tensor, binary)


def plain(response):
    logits, answer = (each.as_numpy() for each in response.outputs)
    texts = [each.decode() if isinstance(each, bytes) else each for each in answer.tolist()]
    return {
        "id": response.id,
        "model": response.model_name,
        "logits": logits.tolist(),
        "answers": [json.loads(each) for each in texts],
    }


async def refused(call):
    try:
        await call
    except httpx.HTTPStatusError as error:
        return [error.response.status_code, str(error)]
    return None


async def everything():
    client = InferenceRESTClient(RESTConfig(protocol="v2"))
    async with client:
        found = {
            f"{name} {binary}": plain(await client.infer(ADDRESS, sent(binary), model_name="colours"))
            for name, sent in (("picture", files), ("images", pixels))
            for binary in (True, False)
        }
        return {
            "matrix": found,
            "live": await client.is_server_live(ADDRESS),
            "ready": await client.is_server_ready(ADDRESS),
            "model_ready": await client.is_model_ready(ADDRESS, "colours"),
            "no_model_ready": await client.is_model_ready(ADDRESS, "nobody"),
            "wrong_model": await refused(client.infer(ADDRESS, files(True), model_name="nobody")),
        }


print(json.dumps(asyncio.run(everything())))
