// What the outputs of a network mean, by task, in the form of huoyan.results. See huoyan.tasks.

const HALF = 0.5;

// outputs: {name: {data, dims}} of one picture; place: of `prepared`.
export function answer(task, outputs, place) {
  return ANSWERS[task.name](task, outputs, place);
}

const ANSWERS = { classify, tags, regress, detect };

function classify(task, { logits }) {
  const scaled = Array.from(logits.data, (x) => x / task.temperature);
  const most = scaled.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = scaled.map((x) => Math.exp(x - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  const labels = ranked(task.labels, powers.map((x) => x / sum));
  return { labels, chosen: [labels[0].label] };
}

function tags(task, { logits }) {
  const scores = Array.from(logits.data, (x) => 1 / (1 + Math.exp(-x / task.temperature)));
  const labels = ranked(task.labels, scores);
  const limit = new Map(task.labels.map((label, at) => [label, task.thresholds?.[at] ?? HALF]));
  return { labels, chosen: labels.filter((x) => x.score >= limit.get(x.label)).map((x) => x.label) };
}

function ranked(labels, scores) {
  const found = labels.map((label, at) => ({ label, score: Math.fround(scores[at]) }));
  return found.sort((a, b) => b.score - a.score);
}

function regress(task, { values }) {
  const found = task.labels.map((label, at) => {
    const value = values.data[at];
    const half = task.margins?.[at];
    return half === undefined ? { label, value } : { label, value, low: value - half, high: value + half };
  });
  return { values: found };
}

// Those at or above the least score of their class, the surest first, each thing once, where they lie in the
// source.
function detect(task, { boxes, scores, classes }, place) {
  const given = Array.from(scores.data, (score, at) => ({
    score,
    at: Number(classes.data[at]),
    box: Array.from(boxes.data.subarray(4 * at, 4 * at + 4)),
  }));
  const least = (at) => task.thresholds[task.thresholds.length === 1 ? 0 : at];
  const sure = given.filter((x) => x.score >= least(x.at) && area(x.box) > 0);
  sure.sort((a, b) => b.score - a.score);
  const things = task.nms_iou === null ? sure : suppressed(sure, task.nms_iou);
  const placed = things.map((x) => ({ ...x, box: toSource(x.box, place) })).filter((x) => area(x.box) > 0);
  return { detections: placed.slice(0, task.most).map(({ at, score, box }) => ({ label: task.labels[at], score, box: named(box) })) };
}

function area([x0, y0, x1, y1]) {
  return Math.max(x1 - x0, 0) * Math.max(y1 - y0, 0);
}

function named([xmin, ymin, xmax, ymax]) {
  return { xmin, ymin, xmax, ymax };
}

function suppressed(things, most) {
  const kept = [];
  for (const thing of things) {
    if (!kept.some((other) => other.at === thing.at && covers(other.box, thing.box, most))) kept.push(thing);
  }
  return kept;
}

function covers(one, other, most) {
  const width = Math.min(one[2], other[2]) - Math.max(one[0], other[0]);
  const height = Math.min(one[3], other[3]) - Math.max(one[1], other[1]);
  const common = Math.max(width, 0) * Math.max(height, 0);
  return common * (1 + most) > most * (area(one) + area(other));
}

function toSource(box, place) {
  return box.map((side, k) => {
    const [scale, offset, most] =
      k % 2 === 0
        ? [place.scale_x, place.offset_x, place.width]
        : [place.scale_y, place.offset_y, place.height];
    return Math.min(Math.max((side - offset) / scale, 0), most);
  });
}
