// PNG before a browser decodes it, and grey PNG of 16 bits, which browsers round, read here (RFC 2083).
import { begins, joined, rint, text, u16, u32 } from "./bytes.js";
import { Failure } from "./failure.js";
import { ofExif, ofXmp } from "./orientation.js";

// A browser would show the first frame of an animation, and turn by eXIf.
const DROPPED = ["acTL", "fcTL", "fdAT", "eXIf"];
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
]; // x, y, step across, step down

// {bytes, turn, height, width, deep}; deep: of grey with 16 bits what `deepGrey` takes, else null.
export function plainPng(bytes, name) {
  const parts = [bytes.subarray(0, 8)];
  const coded = [];
  let header = null;
  let ended = false;
  let clear = null;
  let turn = 0;
  for (let at = 8; at + 12 <= bytes.length && !ended; ) {
    const [length, kind] = [u32(bytes, at), text(bytes, at + 4, 4)];
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (kind === "IHDR") header = body;
    else if (kind === "IDAT") coded.push(body);
    else if (kind === "tRNS") clear = u16(body, 0);
    else if (kind === "eXIf") turn ||= ofExif(body);
    else if (kind === "iTXt" && begins(body, "XML:com.adobe.xmp\0")) turn ||= ofXmp(body);
    ended = kind === "IEND";
    if (!DROPPED.includes(kind)) parts.push(bytes.subarray(at, at + 12 + length));
    at += 12 + length;
  }
  if (header === null || header.length < 13) throw new Failure("damaged", { name, kind: "PNG" });
  if (!ended) throw new Failure("cut", { name, kind: "PNG" });
  const [width, height] = [u32(header, 0), u32(header, 4)];
  const isDeep = header[8] === 16 && header[9] === 0;
  const deep = isDeep ? { coded, clear, interlaced: header[12] === 1, height, width } : null;
  return { bytes: joined(parts), turn: turn || 1, height, width, deep };
}

// Grey of 16 bits to 0..255: `range` [low, high] is spread, what is `clear` becomes white.
export async function deepGrey({ coded, clear, interlaced, height, width }, range, name) {
  const values = new Uint16Array(height * width);
  const rows = await inflated(coded, name);
  let at = 0;
  for (const [x, y, across, down] of interlaced ? ADAM7 : [[0, 0, 1, 1]]) {
    const columns = Math.ceil((width - x) / across);
    const lines = Math.ceil((height - y) / down);
    if (columns <= 0 || lines <= 0) continue;
    if (at + lines * (2 * columns + 1) > rows.length) throw new Failure("cut", { name, kind: "PNG" });
    unfiltered(rows, at, lines, 2 * columns, name);
    for (let j = 0; j < lines; j++) {
      for (let i = 0; i < columns; i++) {
        values[(y + j * down) * width + x + i * across] = u16(rows, at + 1 + 2 * i);
      }
      at += 2 * columns + 1;
    }
  }
  return { data: mapped(values, range, clear), height, width, channels: 3, stride: 3 };
}

function mapped(values, [low, high], clear) {
  const table = new Uint8Array(65536);
  for (let v = 0; v < table.length; v++) {
    table[v] = rint(Math.min(Math.max((v - low) / (high - low), 0), 1) * 255);
  }
  if (clear !== null) table[clear] = 255;
  const found = new Uint8Array(values.length * 3);
  for (let i = 0, at = 0; i < values.length; i++, at += 3) found.fill(table[values[i]], at, at + 3);
  return found;
}

async function inflated(coded, name) {
  const stream = new Blob(coded).stream().pipeThrough(new DecompressionStream("deflate"));
  try {
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    throw new Failure("damaged", { name, kind: "PNG" });
  }
}

// Filters undone in place; each line has the number of its filter in front, a pixel has two bytes.
function unfiltered(rows, start, lines, length, name) {
  for (let line = 0; line < lines; line++) {
    const at = start + line * (length + 1) + 1;
    const above = line === 0 ? -1 : at - length - 1;
    const filter = rows[at - 1];
    if (filter > 4) throw new Failure("damaged", { name, kind: "PNG" });
    for (let k = 0; k < length && filter; k++) {
      const left = k < 2 ? 0 : rows[at + k - 2];
      const up = above < 0 ? 0 : rows[above + k];
      const corner = above < 0 || k < 2 ? 0 : rows[above + k - 2];
      rows[at + k] += predicted(filter, left, up, corner);
    }
  }
}

function predicted(filter, left, up, corner) {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  const guess = left + up - corner;
  const [a, b, c] = [left, up, corner].map((each) => Math.abs(guess - each));
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}
