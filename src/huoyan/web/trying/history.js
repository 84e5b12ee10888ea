// What was asked earlier in this tab: small pictures with their answers, each of which can be shown again.
import { make } from "./elements.js";
import { say, spokenTo } from "./words.js";

const MOST = 200;

/** list: an <ol>. changed(n): told how many there are; again(view): one is to be shown. */
export const keepHistory = (list, { changed, again }) => {
  let views = [];

  const show = () => {
    list.replaceChildren(...views.map((view) => make("li", {}, shot(view, () => {
      views = views.filter((each) => each !== view);
      show();
      again(view);
    }))));
    changed(views.length);
  };
  spokenTo(show);

  return {
    /** The newest come first; of very many the oldest go. */
    keep: (more) => {
      views = [...more.filter((each) => !views.includes(each)), ...views];
      forget(views.splice(MOST));
      show();
    },
    clear: () => {
      forget(views.splice(0));
      show();
    },
  };
};

const forget = (views) => views.forEach((view) => URL.revokeObjectURL(view.picture.image.src));

const shot = (view, onclick) => {
  const seen = view.picture.image;
  const image = make("img", { src: seen.src, alt: "", class: seen.className || null, loading: "lazy", decoding: "async" });
  image.addEventListener("error", () => { image.hidden = true; }); // a clip, or what the browser cannot show
  return make("button", { type: "button", class: "shot", onclick },
    make("span", { class: "unseen" }, say("try.show_again")),
    make("span", { class: "frame" }, image),
    make("bdi", { class: "names" }, view.brief()),
    make("span", { class: "path" }, view.item.name));
};
