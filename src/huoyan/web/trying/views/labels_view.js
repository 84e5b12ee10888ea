// The answer of a model of classes or labels: scores as bars.
import { bar, make } from "./elements.js";
import { number, percent } from "./numbers.js";
import { listed, say } from "./words.js";

const MOST = 5;
const THRESHOLD = 0.5;

export const labelsView = ({ labels, chosen }, card) => {
  const several = card.kind === "labels";
  const most = several ? Math.max(MOST, chosen.length) : MOST;
  const shown = labels.slice(0, most);
  const rest = card.labels.length - shown.length;
  const thresholds = several ? thresholdsOf(card) : null;
  const title = chosen.length > 0 ? listed(chosen) : say("try.no_label");
  const element = make("div", {},
    make("h3", {}, make("bdi", {}, title)),
    make("ul", { class: "scores", "aria-label": say("try.scores") },
      ...shown.map((each) => row(each, chosen.includes(each.label), thresholds?.get(each.label) ?? null))),
    rest > 0 ? make("p", { class: "quiet" }, say("try.more", { n: rest })) : null);
  const sure = several || chosen.length === 0 ? "" : ` ${percent(labels[0].score)}`;
  return { element, told: () => title + sure };
};

const thresholdsOf = ({ labels, thresholds }) =>
  new Map(labels.map((label, at) => [label, thresholds?.[at] ?? THRESHOLD]));

const row = ({ label, score }, chosen, threshold) =>
  make("li", { class: chosen ? "chosen" : null },
    make("bdi", { class: "name" }, label),
    make("span", { class: "value" }, percent(score)),
    bar(score, { threshold, soft: !chosen }),
    threshold === null ? null : make("span", { class: "limit" }, say("try.threshold", { value: number(threshold) })));
