// What one should know of a model: what it answers, how well, from which data, under which licence.
import { byId, make } from "./elements.js";
import { number, percent } from "./numbers.js";
import { has, listed, say, tag } from "./words.js";

const MOST_FIGURES = 4;
const MOST_LABELS = 60;

/** The first words of the page. */
export const showHead = (card) => {
  byId("name").textContent = card.name;
  document.title = `${card.name} · huoyan 火眼`;
  byId("does").textContent = does(card);
  byId("scored").textContent = scored(card);
};

export const showCard = (place, card) => {
  const figures = headlines(card);
  place.replaceChildren(
    make("p", { class: "read" }, say(figures.length > 0 ? "try.card_read" : "try.unmeasured")),
    figures.length > 0 ? make("div", { class: "cards" }, ...figures.map(figureCard)) : "",
    make("dl", { class: "grid-facts" }, ...facts(card).flatMap(fact)),
    labelList(card));
  place.querySelector(".card")?.classList.add("main");
};

const does = ({ kind, medium, labels }) => say(`try.does.${medium === "clips" && kind === "class" ? "clips" : kind}`, { n: labels.length, names: listed(labels) });

const scored = (card) => {
  const [first] = headlines(card);
  if (first === undefined || first.low === null) return "";
  const part = has(`split.${card.figures.split}`) ? say(`split.${card.figures.split}`) : card.figures.split;
  const told = { value: figure(first, first.value), low: figure(first, first.low), high: figure(first, first.high) };
  return say(card.medium === "clips" ? "try.scored_clips" : "try.scored", { n: first.n, split: part, figure: figureName(first), ...told });
};

const headlines = ({ figures }) => (figures?.headlines ?? []).slice(0, MOST_FIGURES);

const word = (beginning, name) => (has(`${beginning}.${name}`) ? say(`${beginning}.${name}`) : null);

/** `mae height` is the figure mae of what is called height. */
const figureName = ({ name }) => {
  const [kind, ...of] = name.split(" ");
  return [word("metric", kind) ?? kind, ...of].join(" ");
};

const figure = ({ share }, value) => (value === null ? "–" : share ? percent(value) : number(value, 3));

const figureCard = (each) => {
  const track = make("div", { class: each.bounded ? "track" : "track none", "aria-hidden": "true" });
  const whole = each.low !== null && each.high !== null;
  if (each.bounded && whole) {
    const within = make("i");
    within.style.left = `${each.low * 100}%`;
    within.style.width = `${(each.high - each.low) * 100}%`;
    const mark = make("b");
    mark.style.left = `${each.value * 100}%`;
    track.append(within, mark);
  }
  const interval = whole ? say("card.interval", { low: figure(each, each.low), high: figure(each, each.high) }) : "";
  return make("div", { class: "card" },
    make("div", { class: "name" }, figureName(each)),
    make("div", { class: "value" }, figure(each, each.value)),
    track,
    make("div", { class: "range" }, make("span", {}, interval), make("span", {}, say("card.n", { n: each.n }))),
    make("div", { class: "mean" }, word("mean", each.name.split(" ")[0]) ?? ""));
};

const facts = (card) => [
  ["task", say(`try.task.${card.medium === "clips" ? "clips" : card.kind}`)],
  ["data", card.data.name],
  ["counts", card.data.counts.train ? say("try.counts", card.data.counts) : null],
  ["network", card.network.name],
  ["parameters", card.network.parameters.toLocaleString(tag())],
  ["input", card.input && `${card.input.width} × ${card.input.height} × ${card.input.channels}`],
  ["licence", card.licence],
  ["created", card.created.slice(0, 10)],
  ["version", card.version],
];

const fact = ([name, value]) =>
  value ? [make("div", {}, make("dt", {}, say(`try.fact.${name}`)), make("dd", {}, make("bdi", {}, value)))] : [];

const labelList = ({ labels }) => {
  const list = make("ul", { class: "labels" });
  const fill = (part = "") => {
    const found = labels.filter((each) => each.toLowerCase().includes(part.toLowerCase()));
    const more = found.length - MOST_LABELS;
    list.replaceChildren(
      ...found.slice(0, MOST_LABELS).map((each) => make("li", {}, make("bdi", {}, each))),
      ...(more > 0 ? [make("li", { class: "rest" }, `+ ${more.toLocaleString(tag())}`)] : []));
  };
  fill();
  const find = make("input", { type: "search", placeholder: say("try.find_label"), "aria-label": say("try.find_label") });
  find.addEventListener("input", () => fill(find.value));
  return make("details", { open: labels.length <= 20 },
    make("summary", {}, say("try.labels", { n: labels.length })),
    labels.length > 20 ? find : "",
    list);
};
