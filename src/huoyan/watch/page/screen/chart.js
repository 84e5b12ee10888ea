// Counts over time as lines that climb.
import { colourOf } from "./boxes.js";
import { make, vector } from "./elements.js";
import { wayOf } from "./ways.js";
import { say, tag } from "./words.js";

const HEIGHT = 240;
const [LEFT, RIGHT, TOP, BOTTOM] = [44, 12, 10, 30];
const UNITS = [["hours", 3600, 7200], ["minutes", 60, 180], ["seconds", 1, 0]];

/** {seconds: [...], series: [{place, way, values}]}, so many pixels wide. */
export const countChart = ({ seconds, series }, width) => {
  const chart = vector("svg", { class: "chart counts", viewBox: `0 0 ${width} ${HEIGHT}`, role: "img" });
  const told = series.map(({ place, way, values }) => say("live.total", { place, way: wayOf(way), n: values.at(-1) }));
  chart.setAttribute("aria-label", say("live.chart", { series: told.join("; ") }));
  const [first, last] = [seconds[0], seconds.at(-1)];
  const most = Math.max(1, ...series.flatMap(({ values }) => values));
  const x = (at) => LEFT + ((at - first) / (last - first || 1)) * (width - LEFT - RIGHT);
  const y = (n) => HEIGHT - BOTTOM - (n / most) * (HEIGHT - TOP - BOTTOM);
  for (const n of steps(most)) {
    chart.append(vector("path", { class: "grid", d: `M${LEFT} ${y(n)}H${width - RIGHT}` }));
    chart.append(text(LEFT - 8, y(n) + 4, n.toLocaleString(tag()), "end"));
  }
  const [unit, long] = UNITS.find(([, , from]) => last - first >= from);
  for (const at of [first, last]) {
    const shown = (at / long).toLocaleString(tag(), { maximumFractionDigits: 1 });
    chart.append(text(x(at), HEIGHT - 8, at === last ? `${shown} ${say(`live.${unit}`)}` : shown, at === last ? "end" : "start"));
  }
  series.forEach(({ values }, at) => {
    // Counts jump: a line is level until the next thing is counted.
    const d = values.map((n, i) => (i === 0 ? `M${x(seconds[0])} ${y(n)}` : `H${x(seconds[i])}V${y(n)}`)).join("");
    const line = vector("path", { class: "stroke", d });
    line.style.stroke = lineColour(at);
    chart.append(line);
  });
  const whole = document.createDocumentFragment();
  whole.append(chart, legend(told));
  return whole;
};

/** Darker than on pictures: it lies on the ground of the page. */
const lineColour = (at) => `color-mix(in oklab, ${colourOf(at)}, var(--ink) 22%)`;

/** For the eye: the chart says it, and the table. */
const legend = (told) => make("ul", { class: "legend", "aria-hidden": "true" }, ...told.map((each, at) => {
  const dot = make("i");
  dot.style.background = lineColour(at);
  return make("li", {}, dot, each);
}));

/** Whole numbers up to `most`, at most five. */
const steps = (most) => {
  const size = 10 ** Math.floor(Math.log10(most));
  const step = Math.max(1, [0.2, 0.5, 1, 2].map((each) => each * size).find((each) => most / each <= 5) ?? size);
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, at) => at * step);
};

const text = (x, y, said, anchor) => {
  const made = vector("text", { x, y, "text-anchor": anchor });
  made.textContent = said;
  return made;
};
