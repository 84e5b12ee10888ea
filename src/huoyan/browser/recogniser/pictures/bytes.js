// Numbers and marks in the bytes of a file.

export function u16(bytes, at, little = false) {
  return little ? bytes[at] | (bytes[at + 1] << 8) : (bytes[at] << 8) | bytes[at + 1];
}

export function u32(bytes, at, little = false) {
  const order = little ? [3, 2, 1, 0] : [0, 1, 2, 3];
  return order.reduce((sum, k) => sum * 256 + (bytes[at + k] ?? 0), 0);
}

export function text(bytes, at, length) {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}

export function begins(bytes, mark, at = 0) {
  return text(bytes, at, mark.length) === mark;
}

// The first place of two bytes at or behind `from`; -1 where they are not.
export function pairAt(bytes, first, second, from = 0) {
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (bytes[at + 1] === second) return at;
  }
  return -1;
}

export function joined(parts) {
  const found = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    found.set(part, at);
    at += part.length;
  }
  return found;
}

// A number to a whole one, a half to the even one, as Python and NumPy round.
export function rint(value) {
  const low = Math.floor(value);
  const rest = value - low;
  if (rest !== 0.5) return rest < 0.5 ? low : low + 1;
  return low % 2 === 0 ? low : low + 1;
}
