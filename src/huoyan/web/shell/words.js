// The words of a page: phrases in every language, which of them is spoken, and the marked places filled.
const STORED = "huoyan-language";
const LANGUAGES = { en: "English", zh: "中文" };

const phrases = await (await fetch(new URL("words.json", import.meta.url))).json();
const listeners = [];
let spoken = remembered() ?? (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");

function remembered() {
  // A browser may deny storage: the choice then lasts as long as the page.
  try {
    const found = localStorage.getItem(STORED);
    return found in LANGUAGES ? found : null;
  } catch { return null; }
}

export const language = () => spoken;
export const has = (key) => key in phrases[spoken];

/** The phrase of `key`, its blanks filled from `values`, {name: value}. Numbers are grouped. */
export const say = (key, values = {}) => {
  const blanks = /\{(\w+)(?::[^}]*)?\}/g;
  const told = (value) => (typeof value === "number" ? value.toLocaleString(tag()) : String(value));
  return phrases[spoken][key].replace(blanks, (_, name) => told(values[name]));
};

/** a, b, c, as the language writes it. */
export const listed = (names) => names.join(spoken === "en" ? ", " : "、");
export const sentences = (each) => each.join(spoken === "en" ? " " : "");
export const tag = () => phrases[spoken]["html.lang"];

/** Puts words where the markup asks for them: data-words is text, data-label what a screen reader says. */
export const fill = (root = document) => {
  for (const each of root.querySelectorAll("[data-words]")) each.textContent = say(each.dataset.words);
  for (const each of root.querySelectorAll("[data-label]")) {
    each.setAttribute("aria-label", say(each.dataset.label));
    each.title = say(each.dataset.label);
  }
  for (const each of root.querySelectorAll("[data-hint]")) each.placeholder = say(each.dataset.hint);
  for (const each of root.querySelectorAll("[data-copy]")) each.dataset.done = say("page.copied");
};

/** Calls `listener` now and whenever the language changes. */
export const spokenTo = (listener) => {
  listeners.push(listener);
  listener();
};

/** A button that speaks the other language. */
export const languageButton = (button) => {
  const other = () => Object.keys(LANGUAGES).find((each) => each !== spoken);
  spokenTo(() => {
    document.documentElement.lang = tag();
    fill();
    button.textContent = LANGUAGES[other()];
    button.lang = phrases[other()]["html.lang"];
  });
  button.addEventListener("click", () => {
    spoken = other();
    try { localStorage.setItem(STORED, spoken); } catch { /* no storage */ }
    listeners.forEach((each) => each());
  });
};
