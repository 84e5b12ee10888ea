// EXIF orientation: read from a file, applied to pixels. See huoyan.images.decoding.orientation.
import { begins, text, u16, u32 } from "./bytes.js";

const TAG = 0x0112;
const XMP = /tiff:Orientation(?:="|>)([1-8])/;

// Of an EXIF block that begins with a TIFF header; 0 where it says nothing valid.
export function ofExif(block) {
  const little = begins(block, "II*\0");
  if (!little && !begins(block, "MM\0*")) return 0;
  const start = u32(block, 4, little);
  if (start + 2 > block.length) return 0;
  const count = u16(block, start, little);
  for (let index = 0; index < count; index++) {
    const at = start + 2 + 12 * index;
    if (at + 12 > block.length) return 0;
    if (u16(block, at, little) !== TAG) continue;
    const value = u16(block, at + 8, little);
    const valid = u16(block, at + 2, little) === 3 && u32(block, at + 4, little) === 1;
    return valid && value >= 1 && value <= 8 ? value : 0;
  }
  return 0;
}

export function ofXmp(block) {
  for (let at = 0; at < block.length; at += 1 << 15) {
    const match = XMP.exec(text(block, at, (1 << 15) + 32));
    if (match) return Number(match[1]);
  }
  return 0;
}

// {data, height, width, channels, stride} turned and mirrored; the same value for 1.
export function upright(picture, orientation) {
  if (orientation <= 1) return picture;
  const { data, height, width, channels, stride } = picture;
  const swapped = orientation >= 5;
  const [rows, columns] = swapped ? [width, height] : [height, width];
  const down = swapped ? stride : width * stride;
  const across = swapped ? width * stride : stride;
  const flipped = [3, 4, 7, 8].includes(orientation);
  const mirrored = [2, 3, 6, 7].includes(orientation);
  const found = new Uint8Array(rows * columns * channels);
  let at = 0;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const from = (flipped ? rows - 1 - y : y) * down + (mirrored ? columns - 1 - x : x) * across;
      for (let c = 0; c < channels; c++) found[at++] = data[from + c];
    }
  }
  return { data: found, height: rows, width: columns, channels, stride: channels };
}
