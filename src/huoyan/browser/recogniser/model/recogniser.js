// A model that answers here: files in, answers out, once this browser has passed the self-test.
import { answer } from "./answer.js";
import { decode } from "../pictures/decode.js";
import { Failure } from "../pictures/failure.js";
import { openNetwork } from "./network.js";
import { prepared } from "./preprocess.js";
import { checkAnswers, failingFormats } from "./selftest.js";

const SITE = new URL("../../", import.meta.url);

// Gives {failing, recognise}. Raises Failure where something is missing, or this browser answers otherwise.
export async function openRecogniser() {
  const opening = bytesOf("model.onnx").then(openNetwork);
  opening.catch(() => {}); // told below, once it is waited for
  const description = await (await fetched("model.json")).json();
  const { limits, preprocess, task } = description;
  const failing = await failingFormats(description.selftest.pictures, bytesOf, limits);
  const run = await opening;
  await checkAnswers(description, bytesOf, run);

  // bytes: of a picture file. Gives {outputs, result, place, times: {decode, model}}, times in milliseconds.
  async function recognise(bytes, name) {
    const start = performance.now();
    const picture = await decode(bytes, name, { limits, window: preprocess.window, failing });
    const { data, place } = prepared(picture, preprocess);
    const decoded = performance.now();
    const outputs = await run(data, preprocess);
    const times = { decode: decoded - start, model: performance.now() - decoded };
    return { outputs, result: answer(task, outputs, place), place, times };
  }
  return { failing, recognise };
}

async function fetched(file) {
  const response = await fetch(new URL(file, SITE)).catch(() => null);
  if (!response?.ok) throw new Failure("missing", { file });
  return response;
}

async function bytesOf(file) {
  return new Uint8Array(await (await fetched(file)).arrayBuffer());
}
