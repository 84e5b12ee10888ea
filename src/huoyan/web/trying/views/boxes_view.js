// The answer of a model that finds things: boxes on the picture, and beside it a list that points at them.
import { colourOf } from "./boxes.js";
import { bar, make } from "./elements.js";
import { percent } from "./numbers.js";
import { listed, say } from "./words.js";

export const boxesView = ({ detections }, { labels }, picture) => {
  const things = detections.map((each) => ({
    ...each,
    colour: colourOf(Math.max(0, labels.indexOf(each.label))),
    xyxy: [each.box.xmin, each.box.ymin, each.box.xmax, each.box.ymax],
  }));
  const title = make("h3");
  const list = make("ul", { class: "scores found", "aria-label": say("try.scores") });
  let shown = things;

  const mark = (pointed = null) => picture.mark(shown.map((each) => ({
    box: each.xyxy,
    colour: each.colour,
    label: each.label,
    strong: each === pointed,
    faint: pointed !== null && each !== pointed,
  })));

  const row = (each) => {
    const dot = make("i", { class: "dot", "aria-hidden": "true" });
    dot.style.background = each.colour;
    const point = { onmouseenter: () => mark(each), onmouseleave: () => mark(), onfocus: () => mark(each), onblur: () => mark() };
    return make("li", {}, make("button", { type: "button", ...point },
      dot, make("bdi", { class: "name" }, each.label), make("span", { class: "value" }, percent(each.score)), bar(each.score)));
  };

  const told = () => {
    if (shown.length === 0) return say(things.length === 0 ? "try.nothing_found" : "try.nothing_shown");
    const counts = new Map();
    for (const { label } of shown) counts.set(label, (counts.get(label) ?? 0) + 1);
    return say("try.found", { things: listed([...counts].map(([label, n]) => (n === 1 ? label : say("try.thing", { n, label })))) });
  };

  const showFrom = (score) => {
    shown = things.filter((each) => each.score >= score);
    title.textContent = told();
    list.replaceChildren(...shown.map(row));
    mark();
  };
  showFrom(0);
  return { element: make("div", {}, title, list), told, showFrom };
};
