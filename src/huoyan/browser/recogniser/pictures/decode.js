// A picture file to upright RGB pixels, the same that huoyan.images.decode gives: see the guide for what differs.
import { begins, text, u16, u32 } from "./bytes.js";
import { Failure } from "./failure.js";
import { plainJpeg } from "./jpeg.js";
import { ofExif, ofXmp, upright } from "./orientation.js";
import { deepGrey, plainPng } from "./png.js";

const RGBA = 4;
const FULL_RANGE = [0, 65535];
const RLE = [1, 2]; // compressions of BMP, whose skipped pixels are black here and white there

// What is refused with its name: browsers have no decoder of it, or one that shows something else.
const OTHERS = [
  ["TIFF", (b) => ["II*\0", "MM\0*", "II+\0", "MM\0+"].some((mark) => begins(b, mark))],
  ["PNM", (b) => /^P[1-6f][\s#]/.test(text(b, 0, 3))],
  ["JPEG 2000", (b) => begins(b, "\0\0\0\x0cjP  ") || begins(b, "\xff\x4f\xff\x51")],
  ["PSD", (b) => begins(b, "8BPS")],
  ["ICO", (b) => begins(b, "\0\0\x01\0")],
  ["HEIC", (b) => begins(b, "ftyp", 4) && /^(hei|hev|mif1|msf1)/.test(text(b, 8, 4))],
  ["SGI", (b) => begins(b, "\x01\xda")],
  ["SVG", (b) => /^\s*<(svg|\?xml)/i.test(text(b, 0, 64))],
  ["PDF", (b) => begins(b, "%PDF")],
];

const READERS = {
  JPEG: { begins: (b) => begins(b, "\xff\xd8\xff"), type: "image/jpeg", plain: plainJpeg },
  PNG: { begins: (b) => begins(b, "\x89PNG\r\n\x1a\n"), type: "image/png", plain: plainPng },
  WebP: { begins: (b) => begins(b, "RIFF") && begins(b, "WEBP", 8), type: "image/webp", plain: plainWebp },
  GIF: { begins: (b) => begins(b, "GIF87a") || begins(b, "GIF89a"), type: "image/gif", plain: plainGif },
  BMP: { begins: (b) => begins(b, "BM"), type: "image/bmp", plain: plainBmp },
  AVIF: { begins: isAvif, type: "image/avif", plain: plainAvif },
};

// limits: {max_bytes, max_pixels}; window: of grey with 16 bits, or null; failing: formats that the self-test
// found to be decoded otherwise. Gives {data, height, width, channels: 3, stride, format}.
export async function decode(bytes, name, { limits, window = null, failing = [] }) {
  const kind = kindOf(bytes, name);
  if (failing.includes(kind)) throw new Failure("otherwise", { name, kind });
  if (bytes.length > limits.max_bytes) throw new Failure("many_bytes", { name, most: limits.max_bytes });
  const plain = READERS[kind].plain(bytes, name);
  const most = limits.max_pixels;
  if (plain.height * plain.width > most) throw new Failure("many_pixels", { name, ...sides(plain), most });
  const picture = plain.deep
    ? await deepGrey(plain.deep, window ?? FULL_RANGE, name)
    : await byBrowser(plain.bytes, READERS[kind].type, kind, name);
  if (picture.height * picture.width > most) throw new Failure("many_pixels", { name, ...sides(picture), most });
  return { ...upright(picture, plain.turn), format: kind };
}

function sides({ width, height }) {
  return { width, height };
}

function kindOf(bytes, name) {
  if (bytes.length === 0) throw new Failure("empty", { name });
  const kind = Object.keys(READERS).find((each) => READERS[each].begins(bytes));
  if (kind) return kind;
  const other = OTHERS.find(([, known]) => known(bytes));
  throw other ? new Failure("format", { name, kind: other[0] }) : new Failure("no_picture", { name });
}

// Neither turned, nor its colours converted, nor multiplied by alpha before it lies on white.
async function byBrowser(bytes, type, kind, name) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(new Blob([bytes], { type }), {
      imageOrientation: "none",
      colorSpaceConversion: "none",
      premultiplyAlpha: "none",
    });
  } catch {
    throw new Failure("damaged", { name, kind });
  }
  try {
    const { width, height } = bitmap;
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
    context.fillStyle = "#fff";
    context.fillRect(0, 0, width, height);
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    return { data, height, width, channels: 3, stride: RGBA };
  } catch {
    throw new Failure("memory", { name, width: bitmap.width, height: bitmap.height });
  } finally {
    bitmap.close();
  }
}

function plainWebp(bytes, name) {
  if (u32(bytes, 4, true) + 8 > bytes.length) throw new Failure("cut", { name, kind: "WebP" });
  let turn = 0;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const [kind, length] = [text(bytes, at, 4), u32(bytes, at + 4, true)];
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (kind === "EXIF") turn = ofExif(begins(body, "Exif\0\0") ? body.subarray(6) : body) || turn;
    else if (kind === "XMP ") turn ||= ofXmp(body);
    at += 8 + length + (length % 2);
  }
  const wide = begins(bytes, "VP8X", 12);
  const u24 = (at) => u16(bytes, at, true) + (bytes[at + 2] << 16);
  return { bytes, turn: turn || 1, ...(wide ? { width: u24(24) + 1, height: u24(27) + 1 } : { width: 1, height: 1 }) };
}

function plainGif(bytes, name) {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  if (bytes[end - 1] !== 0x3b) throw new Failure("cut", { name, kind: "GIF" });
  return { bytes, turn: 1, width: u16(bytes, 6, true), height: u16(bytes, 8, true) };
}

function plainBmp(bytes, name) {
  if (u32(bytes, 2, true) > bytes.length) throw new Failure("cut", { name, kind: "BMP" });
  const old = u32(bytes, 14, true) === 12;
  if (!old && RLE.includes(u32(bytes, 30, true))) throw new Failure("format", { name, kind: "BMP (RLE)" });
  const side = (at) => (old ? u16(bytes, at, true) : Math.abs(u32(bytes, at, true) | 0));
  return { bytes, turn: 1, width: side(18), height: side(old ? 20 : 22) };
}

function isAvif(bytes) {
  if (!begins(bytes, "ftyp", 4)) return false;
  const brand = text(bytes, 8, 4);
  return /^avi[fs]/.test(brand) || (/^m(if|sf)1/.test(brand) && text(bytes, 0, 64).includes("avif"));
}

// Of an EXIF block wherever it lies; 0 where there is none.
function exifWithin(bytes) {
  for (let at = bytes.indexOf(0x45); at >= 0; at = bytes.indexOf(0x45, at + 1)) {
    const found = begins(bytes, "Exif\0\0", at) ? ofExif(bytes.subarray(at + 6)) : 0;
    if (found) return found;
  }
  return 0;
}

function plainAvif(bytes, name) {
  const head = text(bytes, 0, 4096);
  // Browsers turn by the first two whatever they are told, and not by metadata.
  const turned = head.includes("irot") || head.includes("imir") || ofXmp(bytes) > 1 || exifWithin(bytes) > 1;
  if (turned) throw new Failure("turned", { name, kind: "AVIF" });
  const at = head.indexOf("ispe");
  const size = at < 0 ? { width: 1, height: 1 } : { width: u32(bytes, at + 8), height: u32(bytes, at + 12) };
  return { bytes, turn: 1, ...size };
}
