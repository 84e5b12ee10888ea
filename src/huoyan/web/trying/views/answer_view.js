// One picture and what is said of it: waiting, answered or refused.
import { make } from "./elements.js";
import { milliseconds } from "./numbers.js";
import { boxesView } from "./boxes_view.js";
import { inspectionView } from "./inspection_view.js";
import { labelsView } from "./labels_view.js";
import { valuesView } from "./values_view.js";
import { pictureView } from "./picture_view.js";
import { listed, say } from "./words.js";

// By the part of an answer that holds what was found. Each: (result, card, picture) -> {element, told, showFrom}
const KINDS = { labels: labelsView, detections: boxesView, values: valuesView, answer: inspectionView };

/** item: {name, blob, card}. A view that is drawn anew when the language changes. */
export const answerView = (item, least) => {
  const picture = pictureView(item);
  const said = make("div", { class: "said" });
  const element = make("article", { class: "answer", tabindex: "-1" }, picture.element, said);
  const view = { item, element, picture, answer: null, onAgain: () => {} };
  let state = () => [];
  let inner = null;

  view.draw = () => {
    element.setAttribute("aria-label", say("try.picture_of", { name: item.name }));
    picture.name();
    said.replaceChildren(make("p", { class: "path" }, make("bdi", {}, item.name)), ...state());
  };
  const become = (next) => {
    state = next;
    view.draw();
  };

  view.wait = (words = null) => become(() => {
    inner = null;
    element.setAttribute("aria-busy", "true");
    return [make("p", { class: "quiet" }, words ?? say("try.waiting"))];
  });

  view.answered = (answer) => {
    view.answer = answer;
    picture.upright = answer.size ?? null;
    element.removeAttribute("aria-busy");
    become(() => {
      const kind = Object.keys(KINDS).find((each) => each in answer.result);
      inner = KINDS[kind](answer.result, item.card, picture);
      inner.showFrom?.(least);
      return [inner.element, footer(answer, item.card)];
    });
  };

  view.failed = (error) => {
    view.error = error;
    element.removeAttribute("aria-busy");
    become(() => [
      make("h3", { class: "wrong" }, say("try.failed")),
      make("p", { class: "why" }, error.message),
      make("p", { class: "path" }, error.code),
      make("p", {}, make("button", { type: "button", class: "plain", onclick: () => view.onAgain() }, say("try.again"))),
    ]);
  };

  /** Of things that were found those from this score on. */
  view.showFrom = (score) => {
    least = score;
    inner?.showFrom?.(score);
  };

  /** In one sentence: for a screen reader, and under a picture of the history. */
  view.brief = () => (view.answer && inner ? inner.told() : say(view.error ? "try.failed" : "try.waiting"));
  view.told = () => say("try.told", { name: item.name, answer: view.answer ? view.brief() : view.error.message });
  view.draw();
  return view;
};

const footer = ({ times, version }, card) => {
  const parts = [say("try.by", { model: card.name, version: version ?? card.version })];
  if (times) {
    const shown = Object.fromEntries(Object.entries(times).map(([name, value]) => [name, milliseconds(value)]));
    parts.push(say("try.times", shown));
  }
  return make("p", { class: "times" }, listed(parts));
};
