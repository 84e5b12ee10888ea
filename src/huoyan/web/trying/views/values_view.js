// The answer of a model of numbers: each with its interval, on the scale of the values that it learnt from.
import { make } from "./elements.js";
import { number, percent } from "./numbers.js";
import { listed, say } from "./words.js";

// Deviations on either side of the mean: nearly all values lie within.
const SIDE = 3;

export const valuesView = ({ values }, card) => ({
  element: make("div", { class: "values" }, ...values.map((each, at) => row(each, scaleOf(each, card, at), card.coverage))),
  told: () => listed(values.map((each) => `${each.label} ${number(each.value)}${bounds(each)}`)),
});

const known = ({ low }) => low !== undefined;
const bounds = (each) => (known(each) ? ` [${number(each.low)}, ${number(each.high)}]` : "");

const scaleOf = (each, { centre, spread }, at) => {
  const middle = centre?.[at] ?? each.value;
  const side = SIDE * (spread?.[at] ?? 1);
  return [Math.min(middle - side, each.low ?? each.value), Math.max(middle + side, each.high ?? each.value)];
};

const row = (each, [least, most], coverage) => {
  const place = (value) => ((value - least) / (most - least || 1)) * 100;
  const track = make("div", { class: "track", "aria-hidden": "true" });
  if (known(each)) {
    const within = make("i");
    within.style.left = `${place(each.low)}%`;
    within.style.width = `${place(each.high) - place(each.low)}%`;
    track.append(within);
  }
  const mark = make("b");
  mark.style.left = `${place(each.value)}%`;
  track.append(mark);
  const interval = known(each)
    ? say("try.interval", { share: percent(coverage ?? 0.9, 0), low: number(each.low), high: number(each.high) })
    : say("try.no_interval");
  return make("div", { class: "quantity" },
    make("h3", {}, make("bdi", {}, each.label)),
    make("p", { class: "value" }, number(each.value)),
    track,
    make("p", { class: "range" }, interval));
};
