// Lines, zones and trails on a picture, in fractions of it.
import { colourOf } from "./boxes.js";

const RIM = "rgb(0 0 0 / 50%)";
const ARROW = 0.07; // of the shorter side: points to the side of a line that is called in

const unitOf = ({ width, height }) => Math.max(1, Math.min(width, height) / 360);

const path = (pen, points, closed = false) => {
  pen.beginPath();
  for (const [x, y] of points) pen.lineTo(x * pen.canvas.width, y * pen.canvas.height);
  if (closed) pen.closePath();
};

const stroke = (pen, colour, width) => {
  for (const [each, wide] of [[RIM, width + 2], [colour, width]]) {
    pen.strokeStyle = each;
    pen.lineWidth = wide;
    pen.stroke();
  }
};

export const drawTrail = (pen, { points, colour }) => {
  path(pen, points);
  stroke(pen, colourOf(colour), 1.6 * unitOf(pen.canvas));
};

/** {kind: "line" or "zone", name, points, colour} */
export const drawPlace = (pen, { kind, name, points, colour }) => {
  const unit = unitOf(pen.canvas);
  const hue = colourOf(colour);
  path(pen, points, kind === "zone");
  if (kind === "zone") {
    pen.globalAlpha = 0.18;
    pen.fillStyle = hue;
    pen.fill();
    pen.globalAlpha = 1;
  }
  stroke(pen, hue, 2.4 * unit);
  if (kind === "line") {
    pen.beginPath();
    const { width, height } = pen.canvas;
    for (const [x, y] of arrowOf(points, width, height)) pen.lineTo(x, y);
    stroke(pen, hue, 2 * unit);
  }
  write(pen, name, points[0], unit);
};

/** In pixels: from the middle of a line to its right hand, and the two wings of the head. */
export const arrowOf = ([[x1, y1], [x2, y2]], width, height) => {
  const across = (x2 - x1) * width;
  const down = (y2 - y1) * height;
  const whole = Math.hypot(across, down) || 1;
  const [u, v] = [-down / whole, across / whole];
  const length = ARROW * Math.min(width, height);
  const middle = [((x1 + x2) / 2) * width, ((y1 + y2) / 2) * height];
  const head = [middle[0] + length * u, middle[1] + length * v];
  const wing = length / 3;
  const [left, right] = [-1, 1].map((side) => [head[0] - wing * (u + side * v), head[1] - wing * (v - side * u)]);
  return [middle, head, left, head, right];
};

const write = (pen, name, [x, y], unit) => {
  const size = Math.max(12, 11 * unit);
  pen.font = `600 ${size}px system-ui, "Noto Sans CJK SC", sans-serif`;
  pen.textBaseline = "bottom";
  pen.lineWidth = size / 4;
  pen.lineJoin = "round";
  pen.strokeStyle = "rgb(0 0 0 / 75%)";
  pen.fillStyle = "#fff";
  const left = Math.min(x * pen.canvas.width + size / 2, pen.canvas.width - pen.measureText(name).width - 4);
  const bottom = Math.max(y * pen.canvas.height - size / 3, size + 4);
  pen.strokeText(name, left, bottom);
  pen.fillText(name, left, bottom);
};
