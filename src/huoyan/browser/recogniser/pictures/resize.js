// A picture at another size, antialiased, in whole numbers: the same bytes as huoyan.images.resize gives.
//
// Both ways weigh source pixels with whole numbers, one side after the other, and round to 0..255 in between.
// They differ in how many bits a weight has, which pixels it is taken over, and which side is first.

const WEIGHT_BITS = 22; // Pillow: a sum of products of 8 bits must fit into 32
const SHORT_BITS = 15; // cykooz-resizer: a weight must fit into 16

const FILTERS = {
  bilinear: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  // Keys 1981, with a = -0.5
  bicubic: {
    support: 2,
    weight: (given) => {
      const x = Math.abs(given);
      const a = -0.5;
      if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
      return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
    },
  },
  lanczos: { support: 3, weight: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
};

// picture: {data, height, width, channels, stride}, `stride` bytes a pixel of which `channels` are taken.
// box: left, top, right, bottom of what is taken, in pixels and parts of pixels; null for all of it.
// Gives {data, height, width, channels, stride: channels}.
export function resized(picture, height, width, interpolation, box = null) {
  const [left, top, right, bottom] = box ?? [0, 0, picture.width, picture.height];
  const whole = left === 0 && top === 0 && right === picture.width && bottom === picture.height;
  if (whole && height === picture.height && width === picture.width) return packed(picture);
  const filter = FILTERS[interpolation];
  if (interpolation === "bilinear") {
    const rows = shortWeights(picture.height, top, bottom, height, filter);
    return acrossWidth(acrossHeight(picture, rows), shortWeights(picture.width, left, right, width, filter));
  }
  return likePillow(picture, height, width, filter, [left, top, right, bottom].map(Math.fround));
}

// Pillow keeps a box in single precision.
function likePillow(picture, height, width, filter, [left, top, right, bottom]) {
  if (filter === undefined) return nearest(picture, height, width, [left, top, right, bottom]);
  const rows = longWeights(picture.height, top, bottom, height, filter);
  const columns = longWeights(picture.width, left, right, width, filter);
  if (heightFirst(picture, height, width)) return acrossWidth(acrossHeight(picture, rows), columns);
  return acrossHeight(acrossWidth(picture, columns, span(rows)), rows);
}

// Which side Pillow 13 takes first: the cheaper one.
function heightFirst(picture, height, width) {
  return height < picture.height && picture.height - height > 2 * (picture.width - width);
}

function packed({ data, height, width, channels, stride }) {
  const found = new Uint8Array(height * width * channels);
  for (let at = 0, from = 0; at < found.length; from += stride) {
    for (let c = 0; c < channels; c++) found[at++] = data[from + c];
  }
  return { data: found, height, width, channels, stride: channels };
}

function sinc(x) {
  if (x === 0) return 1;
  return Math.sin(x * Math.PI) / (x * Math.PI);
}

// For each target pixel the source pixels [starts, starts + sizes) and their weights of `bits` bits, which
// stand in `weights` from i * most on.
function shortWeights(sides, low, high, target, filter) {
  const scale = (high - low) / target;
  const wide = Math.max(scale, 1);
  const radius = filter.support * wide;
  const most = Math.ceil(radius) * 2 + 1;
  const shares = new Float64Array(target * most);
  const starts = new Int32Array(target);
  const sizes = new Int32Array(target);
  for (let i = 0; i < target; i++) {
    const centre = low + (i + 0.5) * scale;
    let start = Math.max(0, Math.floor(centre - radius));
    const end = Math.min(sides, Math.ceil(centre + radius));
    const found = [];
    let sum = 0;
    for (let x = start; x < end; x++) {
      const w = filter.weight((x - (centre - 0.5)) * (1 / wide));
      if (!found.length && w === 0) {
        start += 1;
        continue;
      }
      found.push(w);
      sum += w;
    }
    while (found.length && found[found.length - 1] === 0) found.pop();
    found.forEach((w, k) => (shares[i * most + k] = sum === 0 ? w : w / sum));
    starts[i] = start;
    sizes[i] = found.length;
  }
  const bits = bitsFor(shares.reduce((a, b) => Math.max(a, b), 0));
  const weights = Int32Array.from(shares, (w) => Math.sign(w) * Math.floor(Math.abs(w) * 2 ** bits + 0.5));
  return { starts, sizes, weights, most, bits, target };
}

function bitsFor(largest) {
  let bits = 0;
  while (bits < WEIGHT_BITS - 1 && Math.floor(largest * 2 ** (bits + 1) + 0.5) < 2 ** SHORT_BITS) bits += 1;
  return bits;
}

function longWeights(sides, low, high, target, filter) {
  const scale = Math.fround(high - low) / target;
  const wide = Math.max(scale, 1);
  const radius = filter.support * wide;
  const most = Math.ceil(radius) * 2 + 1;
  const weights = new Int32Array(target * most);
  const starts = new Int32Array(target);
  const sizes = new Int32Array(target);
  for (let i = 0; i < target; i++) {
    const centre = low + (i + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - radius + 0.5));
    const end = Math.min(sides, Math.trunc(centre + radius + 0.5));
    const found = new Float64Array(end - start);
    let sum = 0;
    for (let x = start; x < end; x++) {
      found[x - start] = filter.weight((x - centre + 0.5) * (1 / wide));
      sum += found[x - start];
    }
    for (let k = 0; k < found.length; k++) {
      const share = sum === 0 ? found[k] : found[k] / sum;
      weights[i * most + k] = Math.trunc(share * 2 ** WEIGHT_BITS + (share < 0 ? -0.5 : 0.5));
    }
    starts[i] = start;
    sizes[i] = found.length;
  }
  return { starts, sizes, weights, most, bits: WEIGHT_BITS, target };
}

// The source rows that any target row is made of.
function span({ starts, sizes, target }) {
  return [starts[0], starts[target - 1] + sizes[target - 1]];
}

function clipped(value) {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

function acrossHeight(picture, { starts, sizes, weights, most, bits, target }) {
  const { data, width, channels, stride } = picture;
  const found = new Uint8Array(target * width * channels);
  const sums = new Int32Array(width * channels);
  for (let i = 0; i < target; i++) {
    sums.fill(1 << (bits - 1));
    for (let k = 0; k < sizes[i]; k++) {
      const w = weights[i * most + k];
      addRow(sums, data, (starts[i] + k) * width * stride, w, channels, stride);
    }
    const row = i * width * channels;
    for (let x = 0; x < sums.length; x++) found[row + x] = clipped(sums[x] >> bits);
  }
  return { data: found, height: target, width, channels, stride: channels };
}

function addRow(sums, data, from, w, channels, stride) {
  if (stride === channels) {
    for (let x = 0; x < sums.length; x++) sums[x] += w * data[from + x];
    return;
  }
  for (let x = 0; x < sums.length; x += 3, from += stride) {
    sums[x] += w * data[from];
    sums[x + 1] += w * data[from + 1];
    sums[x + 2] += w * data[from + 2];
  }
}

function acrossWidth(picture, { starts, sizes, weights, most, bits, target }, rows = [0, picture.height]) {
  const { data, height, width, channels, stride } = picture;
  const found = new Uint8Array(height * target * channels);
  for (let y = rows[0]; y < rows[1]; y++) {
    for (let i = 0; i < target; i++) {
      for (let c = 0; c < channels; c++) {
        let sum = 1 << (bits - 1);
        let from = (y * width + starts[i]) * stride + c;
        for (let k = i * most; k < i * most + sizes[i]; k++, from += stride) sum += weights[k] * data[from];
        found[(y * target + i) * channels + c] = clipped(sum >> bits);
      }
    }
  }
  return { data: found, height, width: target, channels, stride: channels };
}

function nearest(picture, height, width, [left, top, right, bottom]) {
  const { data, channels, stride } = picture;
  const found = new Uint8Array(height * width * channels);
  const rows = positions(top, (bottom - top) / height, height, picture.height);
  const columns = positions(left, (right - left) / width, width, picture.width);
  let at = 0;
  for (const y of rows) {
    for (const x of columns) {
      for (let c = 0; c < channels; c++) found[at++] = data[(y * picture.width + x) * stride + c];
    }
  }
  return { data: found, height, width, channels, stride: channels };
}

// As Pillow goes there: by adding up, so that its rounding is had too.
function positions(low, scale, target, sides) {
  const found = new Int32Array(target);
  let at = low + scale * 0.5;
  for (let i = 0; i < target; i++, at += scale) found[i] = Math.min(Math.trunc(at), sides - 1);
  return found;
}
