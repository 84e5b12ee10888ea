// Upright pixels to the network's picture, and where the source lies in it. See huoyan.preprocess.
import { rint } from "../pictures/bytes.js";
import { resized } from "../pictures/resize.js";

const PAD_GREY = 114;

// Steps that are plain arithmetic; a model with others is not exported for browsers.
const STEPS = { brightness, balance };

// picture: {data, height, width, channels: 3, stride}; spec: the manifest's `preprocess`.
// Gives {data: uint8 (height, width, channels), place: {scale_x, scale_y, offset_x, offset_y, width, height}}.
export function prepared(picture, spec) {
  const coloured = spec.colour === "grey" ? grey(picture) : picture;
  const placed = ["pad", "corner"].includes(spec.fit) ? padded(coloured, spec) : cut(coloured, spec);
  for (const step of spec.steps) {
    const [name, value] = step.split("=");
    STEPS[name](placed.data, spec.colour === "grey" ? 1 : 3, Number(value));
  }
  return placed;
}

// Luma as Pillow has it (ITU-R BT.601, in 16 bits).
function grey({ data, height, width, stride }) {
  const found = new Uint8Array(height * width);
  for (let i = 0, at = 0; i < found.length; i++, at += stride) {
    found[i] = (data[at] * 19595 + data[at + 1] * 38470 + data[at + 2] * 7471 + 0x8000) >> 16;
  }
  return { data: found, height, width, channels: 1, stride: 1 };
}

// Squash and crop: one box of the source fills the whole of the network's picture.
function cut(picture, spec) {
  const { height, width } = picture;
  let [boxHeight, boxWidth] = [height, width];
  if (spec.fit === "crop") {
    const scale = Math.max(spec.height / height, spec.width / width) / spec.crop_ratio;
    [boxHeight, boxWidth] = [spec.height / scale, spec.width / scale];
  }
  const [left, top] = [(width - boxWidth) / 2, (height - boxHeight) / 2];
  const box = [
    Math.max(left, 0),
    Math.max(top, 0),
    Math.min(left + boxWidth, width),
    Math.min(top + boxHeight, height),
  ];
  const { data } = resized(picture, spec.height, spec.width, spec.interpolation, box);
  const [scaleX, scaleY] = [spec.width / boxWidth, spec.height / boxHeight];
  return { data, place: place(picture, scaleX, scaleY, -left * scaleX, -top * scaleY) };
}

function padded(picture, spec) {
  const { height, width, channels } = picture;
  const scale = Math.min(spec.height / height, spec.width / width);
  const innerWidth = Math.min(Math.max(rint(width * scale), 1), spec.width);
  const innerHeight = Math.min(Math.max(rint(height * scale), 1), spec.height);
  const corner = spec.fit === "corner";
  const left = corner ? 0 : Math.floor((spec.width - innerWidth) / 2);
  const top = corner ? 0 : Math.floor((spec.height - innerHeight) / 2);
  const inner = resized(picture, innerHeight, innerWidth, spec.interpolation).data;
  const data = new Uint8Array(spec.height * spec.width * channels).fill(PAD_GREY);
  const row = innerWidth * channels;
  for (let y = 0; y < innerHeight; y++) {
    data.set(inner.subarray(y * row, (y + 1) * row), ((top + y) * spec.width + left) * channels);
  }
  return { data, place: place(picture, innerWidth / width, innerHeight / height, left, top) };
}

function place({ width, height }, scale_x, scale_y, offset_x, offset_y) {
  return { width, height, scale_x, scale_y, offset_x, offset_y };
}

function brightness(data, channels, factor) {
  const single = Math.fround(factor);
  data.forEach((value, at) => (data[at] = Math.min(rint(Math.fround(value * single)), 255)));
}

// Grey-world: each channel is scaled so that all have the same mean.
function balance(data, channels) {
  const pixels = data.length / channels;
  const sums = [0, 0, 0];
  data.forEach((value, at) => (sums[at % channels] += value));
  const means = sums.map((sum) => sum / pixels);
  const mean = (means[0] + means[1] + means[2]) / 3;
  const gains = means.map((each) => mean / Math.max(each, 1));
  data.forEach((value, at) => (data[at] = Math.min(rint(value * gains[at % channels]), 255)));
}
