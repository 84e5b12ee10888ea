// The answer of a model of good pictures: its score beside the threshold, and where the picture is least like them, unless it is so as a whole.
import { colourOf } from "./boxes.js";
import { make } from "./elements.js";
import { number } from "./numbers.js";
import { say } from "./words.js";

// Of the shorter side: half of the square that is drawn about the place.
const HALF = 0.06;

export const inspectionView = ({ answer, score, threshold, peak, whole }, card, picture) => {
  const defect = answer === "defect";
  const asWhole = defect && whole !== undefined && whole >= score;
  const told = () => say(asWhole ? "try.defect_whole" : defect ? "try.defect" : "try.good");
  if (defect && !asWhole) mark(picture, peak);
  const track = make("div", { class: "track", "aria-hidden": "true" });
  const good = make("i");
  good.style.left = "0%";
  good.style.width = "50%";
  const at = make("b");
  at.style.left = `${Math.min(100, (50 * score) / threshold)}%`;
  track.append(good, at);
  return {
    element: make("div", { class: "values" }, make("div", { class: "quantity" },
      make("h3", {}, told()),
      make("p", { class: "value" }, number(score)),
      track,
      make("p", { class: "range" }, say("try.defect_from", { value: number(threshold) })))),
    told: () => `${told()} ${number(score)}`,
  };
};

const mark = (picture, { x, y }) => {
  const drawn = () => {
    const { width, height } = picture.upright ?? { width: picture.image.naturalWidth, height: picture.image.naturalHeight };
    const half = HALF * Math.min(width, height);
    const box = [Math.max(0, x - half), Math.max(0, y - half), Math.min(width, x + half), Math.min(height, y + half)];
    picture.mark([{ box, colour: colourOf(0), label: "", strong: true, faint: false }]);
  };
  if (picture.upright || picture.image.complete) drawn();
  else picture.image.addEventListener("load", drawn, { once: true });
};
