// Whether this browser decodes and answers as the model did where it was exported.
import { answer } from "./answer.js";
import { decode } from "../pictures/decode.js";
import { Failure } from "../pictures/failure.js";

// Without these there is no use in going on; a browser may lack the others.
const NEEDED = ["JPEG", "PNG"];
const ALLOWED = 0.01; // of a probability, and of a spread
const ALLOWED_PIXELS = 1;

// pictures: [{file, format, height, width, crc}], crc of the upright RGB pixels. Gives the formats that are
// decoded otherwise here.
export async function failingFormats(pictures, bytesOf, limits) {
  const alike = await Promise.all(pictures.map((expected) => decodesAlike(expected, bytesOf, limits)));
  const failing = new Set(pictures.filter((_, at) => !alike[at]).map((expected) => expected.format));
  const needed = NEEDED.find((format) => failing.has(format));
  if (needed) throw new Failure("decodes_otherwise", { kind: needed });
  return [...failing];
}

async function decodesAlike({ file, height, width, crc }, bytesOf, limits) {
  const bytes = await bytesOf(file);
  try {
    const found = await decode(bytes, file, { limits });
    return found.height === height && found.width === width && crc32(found) === crc;
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}

// Of RGB (ISO 3309), whatever lies between the pixels.
function crc32({ data, height, width, stride }) {
  let crc = -1;
  for (let at = 0; at < height * width * stride; at += stride) {
    for (let c = 0; c < 3; c++) crc = (crc >>> 8) ^ CRC_TABLE[(crc ^ data[at + c]) & 255];
  }
  return (crc ^ -1) >>> 0;
}

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

// The network's own pictures of the model's self-test, and what the trained network answered.
export async function checkAnswers({ selftest, preprocess, task }, bytesOf, run) {
  const inputs = await bytesOf(selftest.inputs);
  const size = inputs.length / selftest.answers.length;
  const { height, width } = preprocess;
  const place = { height, width, scale_x: 1, scale_y: 1, offset_x: 0, offset_y: 0 };
  for (const [at, expected] of selftest.answers.entries()) {
    const outputs = await run(inputs.slice(at * size, (at + 1) * size), preprocess);
    if (!alike(answer(task, outputs, place), expected, task)) throw new Failure("answers_otherwise");
  }
}

function alike(found, expected, task) {
  if (expected.labels) return labelsAlike(found, expected);
  if (expected.values) return expected.values.every((each, at) => near(each, found.values[at], task.spread[at]));
  return expected.detections.every((each) => found.detections.some((other) => sameThing(each, other)));
}

function labelsAlike(found, expected) {
  const scores = new Map(found.labels.map((each) => [each.label, each.score]));
  return expected.labels.every((each) => Math.abs(scores.get(each.label) - each.score) <= ALLOWED);
}

function near(one, other, spread) {
  return Math.abs(one.value - other.value) <= ALLOWED * spread;
}

function sameThing(one, other) {
  const sides = Object.keys(one.box).map((side) => Math.abs(one.box[side] - other.box[side]));
  return one.label === other.label && Math.max(...sides) <= ALLOWED_PIXELS && Math.abs(one.score - other.score) <= ALLOWED;
}
