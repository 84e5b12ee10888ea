// The picture that was given, with a canvas over it for what was found in it.
import { drawBoxes } from "./boxes.js";
import { make } from "./elements.js";
import { say } from "./words.js";

export const pictureView = ({ name, blob, card }) => {
  const src = URL.createObjectURL(blob);
  // Lazily: of a hundred only those in sight are decoded.
  const image = card.medium === "clips"
    ? make("video", { src, controls: true, muted: true, loop: true, preload: "metadata" })
    : make("img", { src, loading: "lazy", decoding: "async" });
  const canvas = make("canvas", { "aria-hidden": "true" });
  const unseen = make("p", { class: "quiet", hidden: true });
  const element = make("figure", { class: "seen" }, image, canvas, unseen);
  let boxes = [];

  // What boxes are measured in: as who answered has seen it, else as the browser has.
  const size = () => view.upright ?? { width: image.naturalWidth, height: image.naturalHeight };

  const draw = () => {
    const dense = Math.min(2, devicePixelRatio);
    canvas.width = Math.round(image.clientWidth * dense);
    canvas.height = Math.round(image.clientHeight * dense);
    // Else a canvas is as wide as it has pixels: on a dense screen beside the picture, not on it.
    canvas.style.width = `${image.clientWidth}px`;
    canvas.style.height = `${image.clientHeight}px`;
    if (size().width > 0 && canvas.width > 0) drawBoxes(canvas, boxes, size());
  };

  image.addEventListener("load", () => {
    // So small a picture would be a blur.
    image.classList.toggle("pixel", Math.max(image.naturalWidth, image.naturalHeight) <= 64);
    draw();
  });
  image.addEventListener("error", () => {
    image.hidden = canvas.hidden = true;
    unseen.hidden = false;
  });
  new ResizeObserver(draw).observe(image);

  const view = {
    element,
    image,
    upright: null,
    name: () => {
      image.setAttribute(card.medium === "clips" ? "aria-label" : "alt", say("try.picture_of", { name }));
      unseen.textContent = say("try.unseen");
    },
    /** Draws these over the picture; see `drawBoxes`. */
    mark: (found) => {
      boxes = found;
      draw();
    },
  };
  return view;
};
