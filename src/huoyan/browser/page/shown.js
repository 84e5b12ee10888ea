// An answer for the eye: the picture with its boxes, and rows of labels with bars.
import { say } from "./words.js";

const MOST_ROWS = 5;
const COLOURS = ["#d1495b", "#00798c", "#b8860b", "#6a4c93", "#2e7d32", "#3d5a80"];

// shown: ImageData of the upright picture; boxes are in pixels of the whole one, as `place` has it.
export function drawn(shown, { detections = [] }, place, name) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [shown.width, shown.height];
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", name);
  const context = canvas.getContext("2d");
  context.putImageData(shown, 0, 0);
  const share = shown.width / place.width;
  context.lineWidth = 2;
  context.font = "13px system-ui, sans-serif";
  for (const { label, score, box } of detections) {
    const [x0, y0, x1, y1] = box.map((side) => side * share);
    const said = `${label} ${percent(score)}`;
    context.strokeStyle = context.fillStyle = colourOf(label);
    context.strokeRect(x0, y0, x1 - x0, y1 - y0);
    const top = Math.max(y0 - 17, 0);
    context.fillRect(x0, top, context.measureText(said).width + 8, 17);
    context.fillStyle = "#fff";
    context.fillText(said, x0 + 4, top + 13);
  }
  return canvas;
}

function colourOf(label) {
  const sum = [...label].reduce((total, letter) => total + letter.codePointAt(0), 0);
  return COLOURS[sum % COLOURS.length];
}

export function answerRows({ labels, chosen = [], values, detections }, language) {
  const table = document.createElement("table");
  if (values) table.append(...values.map((each) => valueRow(each, language)));
  else if (labels) table.append(...labels.slice(0, Math.max(MOST_ROWS, chosen.length)).map((x) => labelRow(x, chosen)));
  else table.append(...detections.map((each) => labelRow(each, [])));
  if (detections?.length !== 0) return table;
  const nothing = document.createElement("p");
  nothing.textContent = say(language, "nothing");
  return nothing;
}

function labelRow({ label, score }, chosen) {
  const row = document.createElement("tr");
  const [name, bar, figure] = [headed(label), document.createElement("td"), document.createElement("td")];
  const meter = document.createElement("meter");
  meter.value = score;
  meter.setAttribute("aria-label", label);
  bar.append(meter);
  figure.textContent = percent(score);
  if (chosen.includes(label)) row.className = "chosen";
  row.append(name, bar, figure);
  return row;
}

function valueRow({ label, value, low, high }, language) {
  const row = document.createElement("tr");
  const [figure, interval] = [document.createElement("td"), document.createElement("td")];
  figure.textContent = digits(value);
  if (low !== undefined) interval.textContent = say(language, "interval", { low: digits(low), high: digits(high) });
  row.append(headed(label), figure, interval);
  return row;
}

function headed(label) {
  const cell = document.createElement("th");
  cell.scope = "row";
  cell.textContent = label;
  return cell;
}

function digits(value) {
  return String(Number(value.toPrecision(4)));
}

function percent(score) {
  return `${(100 * score).toFixed(1)} %`;
}
