"""Calls a server with Triton's own HTTP clients, blocking and in asyncio; prints what they gave as JSON.

Run by a python that has `tritonclient[http]`.
stdin: {"host": ..., "jpeg": base64, "pixels": lists, "frames": lists}.
"""

import asyncio
import base64
import inspect
import itertools
import json
import sys

import numpy as np
import tritonclient.http as blocking
import tritonclient.http.aio as waiting
from tritonclient.utils import InferenceServerException

given = json.load(sys.stdin)
HOST, JPEG = given["host"], base64.b64decode(given["jpeg"])
PIXELS = np.array(given["pixels"], np.uint8)
FRAMES = np.array(given["frames"], np.uint8)
TOLD = ("live", "ready", "model_ready", "model_ready_version")


async def called(found):
    return await found if inspect.isawaitable(found) else found


def files(module, binary, n=1):
    tensor = module.InferInput("picture", [n], "BYTES")
    content = JPEG if binary else base64.b64encode(JPEG).decode()
    return [tensor.set_data_from_numpy(np.array([content] * n, object), binary_data=binary)]


def pixels(module, binary):
    tensor = module.InferInput("images", list(PIXELS.shape), "UINT8")
    return [tensor.set_data_from_numpy(PIXELS, binary_data=binary)]


def wanted(module, binary):
    return [module.InferRequestedOutput(name, binary_data=binary) for name in ("logits", "answer")]


def plain(result):
    logits, answer = result.as_numpy("logits"), result.as_numpy("answer")
    texts = [each.decode() if isinstance(each, bytes) else each for each in answer.tolist()]
    return {"logits": logits.tolist(), "answers": [json.loads(each) for each in texts]}


async def matrix(module, client):
    """Every way in and out: {name: what came}."""
    found = {}
    packings = (None, "gzip", "deflate")
    for kind, sent in (("picture", files), ("images", pixels)):
        ways = itertools.product((True, False), (True, False), packings, packings)
        for binary, binary_back, packed, packed_back in ways:
            result = await called(
                client.infer(
                    "colours", sent(module, binary), outputs=wanted(module, binary_back), request_id="r1",
                    request_compression_algorithm=packed, response_compression_algorithm=packed_back,
                )
            )  # fmt: skip
            found[f"{kind} {binary} {binary_back} {packed} {packed_back}"] = plain(result)
    return found


async def refused(call):
    try:
        await called(call())
    except InferenceServerException as error:
        return [error.status(), error.message()]
    return None


async def rest(module, client):
    best = [module.InferRequestedOutput("logits", class_count=2)]
    asked = await called(client.infer("colours", files(module, True)))
    many = await called(
        client.infer("colours", files(module, True, 60), response_compression_algorithm="gzip")
    )
    classes = await called(client.infer("colours", pixels(module, True), outputs=best))
    wrong = module.InferInput("images", [1, 2], "UINT8")
    wrong.set_data_from_numpy(np.zeros((1, 2), np.uint8))
    return {
        "live": await called(client.is_server_live()),
        "ready": await called(client.is_server_ready()),
        "model_ready": await called(client.is_model_ready("colours")),
        "no_model_ready": await called(client.is_model_ready("nobody")),
        "server": await called(client.get_server_metadata()),
        "model": await called(client.get_model_metadata("colours", "1")),
        "index": await called(client.get_model_repository_index()),
        "all_outputs": plain(asked),
        "id": asked.get_response().get("id"),
        "rows": len(plain(many)["answers"]),
        "classes": [each.decode() for each in classes.as_numpy("logits").ravel()],
        "steps": [
            (await called(client.infer("door", frame(module, at), **sequence(at))))
            .as_numpy("logits")
            .tolist()
            for at in range(len(FRAMES))
        ],
        "wrong_shape": await refused(lambda: client.infer("colours", [wrong])),
        "wrong_model": await refused(lambda: client.infer("nobody", files(module, True))),
        "no_sequence": await refused(lambda: client.infer("door", frame(module, 0), sequence_id=99)),
        "late": await refused(lambda: client.infer("colours", files(module, True), timeout=1)),
        "shared_memory": await refused(client.get_system_shared_memory_status),
    }


def frame(module, at):
    one = FRAMES[at][None, None]
    return [module.InferInput("frames", list(one.shape), "UINT8").set_data_from_numpy(one)]


def sequence(at):
    return {"sequence_id": 5, "sequence_start": at == 0, "sequence_end": at == len(FRAMES) - 1}


async def by_waiting():
    async with waiting.InferenceServerClient(HOST) as client:
        return {"matrix": await matrix(waiting, client), **await rest(waiting, client)}


def by_blocking():
    with blocking.InferenceServerClient(HOST, concurrency=2) as client:
        found = {"matrix": asyncio.run(matrix(blocking, client)), **asyncio.run(rest(blocking, client))}
        both = [client.async_infer("colours", files(blocking, True)) for _ in range(4)]
        found["at_once"] = [plain(each.get_result())["answers"][0]["chosen"] for each in both]
        return found


print(json.dumps({"blocking": by_blocking(), "waiting": asyncio.run(by_waiting())}))
