// JPEG before a browser decodes it: its size and turn, and the same file without what the browser turns it by.
import { begins, joined, pairAt, u16 } from "./bytes.js";
import { Failure } from "./failure.js";
import { ofExif, ofXmp } from "./orientation.js";

const APP1 = 0xe1;
const SCAN = 0xda;
const END = 0xd9;
const NO_FRAMES = [0xc4, 0xc8, 0xcc];

// {bytes, turn, height, width}
export function plainJpeg(bytes, name) {
  let fromExif = 0;
  let fromXmp = 0;
  let size = null;
  let kept = 0;
  const parts = [];
  for (const { marker, start, end } of segments(bytes)) {
    const body = bytes.subarray(start + 4, end);
    if (marker >= 0xc0 && marker <= 0xcf && !NO_FRAMES.includes(marker) && body.length > 5) {
      size ??= { height: u16(body, 1), width: u16(body, 3) };
    }
    if (marker !== APP1) continue;
    if (begins(body, "Exif\0")) fromExif ||= ofExif(body.subarray(6));
    else if (begins(body, "http://ns.adobe.com/xap/")) fromXmp ||= ofXmp(body);
    parts.push(bytes.subarray(kept, start));
    kept = end;
  }
  if (!size?.height || !size.width) throw new Failure("damaged", { name, kind: "JPEG" });
  // A browser fills up with grey what is missing; a picture that ends too early is none.
  if (pairAt(bytes, 0xff, END, kept) < 0) throw new Failure("cut", { name, kind: "JPEG" });
  parts.push(bytes.subarray(kept));
  return { bytes: parts.length > 1 ? joined(parts) : bytes, turn: fromExif || fromXmp || 1, ...size };
}

// Marker, start and end of each up to the first scan; what lies between is passed over, as readers do.
function* segments(bytes) {
  let at = 2;
  while (at < bytes.length) {
    at = bytes.indexOf(0xff, at);
    if (at < 0 || at + 4 > bytes.length) return;
    const marker = bytes[at + 1];
    if (marker < 2 || marker === 0xff || (marker >= 0xd0 && marker <= 0xd8)) {
      at += 1;
      continue;
    }
    if (marker === END) return;
    const end = at + 2 + Math.max(u16(bytes, at + 2), 2);
    yield { marker, start: at, end: Math.min(end, bytes.length) };
    if (marker === SCAN) return;
    at = end;
  }
}
