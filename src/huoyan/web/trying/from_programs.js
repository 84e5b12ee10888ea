// The same answer from programs: texts to copy.
import { make } from "./elements.js";
import { say } from "./words.js";

/** programs: [{title, text}] */
export const showPrograms = (place, programs) => {
  place.replaceChildren(...programs.map(({ title, text }) => make("div", { class: "sub" },
    make("h3", {}, title),
    make("div", { class: "command" }, make("pre", { tabindex: "0", "aria-label": title }, text), copyButton(text)))));
};

const copyButton = (text) => {
  const button = make("button", { type: "button" }, say("page.copy"));
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = say("page.copied");
      setTimeout(() => { button.textContent = say("page.copy"); }, 1600);
    } catch { // no clipboard over plain HTTP: it is selected, to be copied by hand
      getSelection().selectAllChildren(button.parentElement.querySelector("pre"));
    }
  });
  return button;
};
