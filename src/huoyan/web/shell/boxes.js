// Boxes drawn on a picture: a colour a class, lines that suit the picture, labels that can be read.

// As `images/draw_boxes.py` has them: what is drawn here and there of one thing has one colour.
const FIRST = ["#ffb000", "#3caaff", "#ff543c", "#00c88c", "#f078c8", "#faeb46", "#966eff", "#82e1ff"];

export const colourOf = (number) => {
  if (number < FIRST.length) return FIRST[number];
  const hue = (((number - FIRST.length) * 0.618034) % 1) * 6;
  const full = [0.75, 0.5][number % 2];
  const value = [1, 0.85][Math.floor(number / 2) % 2];
  const part = (n) => {
    const k = (n + hue) % 6;
    return Math.round(255 * (value - value * full * Math.max(0, Math.min(k, 4 - k, 1))));
  };
  return `rgb(${part(5)} ${part(3)} ${part(1)})`;
};

/** Where an xyxy box of a picture `of` so wide and high lies on a canvas. */
const onCanvas = (box, of, canvas) => {
  const across = canvas.width / of.width;
  const down = canvas.height / of.height;
  return [box[0] * across, box[1] * down, (box[2] - box[0]) * across, (box[3] - box[1]) * down];
};

/** boxes: {box: [xmin, ymin, xmax, ymax], colour, label, strong, faint}; of: the size that they are measured in. */
export const drawBoxes = (canvas, boxes, of) => {
  const pen = canvas.getContext("2d");
  const unit = Math.max(1, Math.min(canvas.width, canvas.height) / 320);
  const area = ({ box }) => (box[2] - box[0]) * (box[3] - box[1]);
  // Large ones first: what lies in them stays to be seen. What is pointed at lies on top.
  const order = [...boxes].sort((a, b) => Boolean(a.strong) - Boolean(b.strong) || area(b) - area(a));
  for (const each of order) {
    const rect = onCanvas(each.box, of, canvas);
    pen.globalAlpha = each.faint ? 0.35 : 1;
    pen.setLineDash(each.dashed ? [5 * unit, 4 * unit] : []);
    for (const [colour, width] of [["rgb(0 0 0 / 45%)", 3.4], [each.colour, each.strong ? 3 : 2]]) {
      pen.strokeStyle = colour;
      pen.lineWidth = width * unit;
      pen.strokeRect(...rect);
    }
    if (each.strong) {
      pen.fillStyle = "rgb(255 255 255 / 18%)";
      pen.fillRect(...rect);
    }
  }
  pen.setLineDash([]);
  const taken = [];
  for (const each of [...order].reverse()) {
    pen.globalAlpha = each.faint ? 0.35 : 1;
    if (each.label) writeLabel(pen, each, onCanvas(each.box, of, canvas), unit, taken);
  }
  pen.globalAlpha = 1;
};

/** Above its box, else below, else within; one for which no place is left has its line alone. */
const writeLabel = (pen, { label, colour }, [x, y, , height], unit, taken) => {
  const size = Math.max(11, 9 * unit);
  pen.font = `600 ${size}px system-ui, "Noto Sans CJK SC", sans-serif`;
  const wide = pen.measureText(label).width + size * 0.7;
  const high = size * 1.4;
  const left = Math.min(Math.max(0, x), Math.max(0, pen.canvas.width - wide));
  const tops = [y - high, y + height, y].filter((top) => top >= 0 && top + high <= pen.canvas.height);
  const free = (top) => !taken.some(([l, t, w, h]) => left < l + w && l < left + wide && top < t + h && t < top + high);
  const top = tops.find(free);
  if (top === undefined) return;
  taken.push([left, top, wide, high]);
  pen.fillStyle = colour;
  pen.fillRect(left, top, wide, high);
  pen.fillStyle = "#101010";
  pen.textBaseline = "middle";
  pen.fillText(label, left + size * 0.35, top + high / 2);
};
