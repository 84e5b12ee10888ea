// The page: files are given to the worker, answers are shown; everything can be said in both languages.
import { answerRows, drawn } from "./shown.js";
import { preferred, say } from "./words.js";

const at = (id) => document.getElementById(id);
const state = { language: preferred(), ready: null, status: ["loading", {}], entries: [] };
const worker = new Worker(new URL("./model/worker.js", import.meta.url), { type: "module" });

worker.onmessage = ({ data }) => RECEIVED[data.kind](data);
worker.onerror = (event) => refuse({ code: "other", values: { reason: event.message ?? "worker" } });

const RECEIVED = {
  ready({ description, failing, threads }) {
    state.ready = description;
    state.status = failing.length ? ["lacks", { kinds: failing.join(", ") }] : ["ready", { threads }];
    document.body.dataset.state = "ready";
    tell();
  },
  refused: refuse,
  answer(found) {
    Object.assign(state.entries[found.id], found);
    show(state.entries[found.id]);
  },
  failure(found) {
    Object.assign(state.entries[found.id], { failure: found });
    show(state.entries[found.id]);
  },
};

function refuse({ code, values }) {
  state.status = [code, values];
  document.body.dataset.state = "refused";
  at("files").disabled = true;
  tell();
}

function take(files) {
  for (const file of files) {
    const id = state.entries.length;
    const element = document.createElement("li");
    state.entries.push({ id, name: file.name || "picture", element });
    at("answers").prepend(element);
    show(state.entries[id]);
    worker.postMessage({ id, file, name: file.name || "picture" });
  }
}

function show(entry) {
  const heading = document.createElement("h3");
  heading.textContent = entry.name;
  entry.element.replaceChildren(heading, ...content(entry));
  entry.element.dataset.state = entry.failure ? "failure" : entry.result ? "answer" : "waiting";
}

function content({ failure, result, shown, place, milliseconds, name }) {
  const paragraph = document.createElement("p");
  if (failure) {
    paragraph.className = "failure";
    paragraph.textContent = say(state.language, failure.code, failure.values);
    return [paragraph];
  }
  if (!result) {
    paragraph.textContent = say(state.language, "waiting");
    return [paragraph];
  }
  paragraph.className = "time";
  paragraph.textContent = say(state.language, "milliseconds", { n: Math.round(milliseconds) });
  return [drawn(shown, result, place, name), answerRows(result, state.language), paragraph];
}

// Everything that is said, in the language chosen.
function tell() {
  const { language } = state;
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  for (const element of document.querySelectorAll("[data-say]")) {
    element.textContent = say(language, element.dataset.say);
  }
  at("status").textContent = say(language, ...state.status);
  state.entries.forEach(show);
  if (state.ready) about(state.ready, language);
}

function about({ name, task, labels, licence, trained, created }, language) {
  document.title = name;
  at("name").textContent = name;
  const rows = [
    ["task", say(language, `task.${task.name}`)],
    ["labels", labels.join(", ")],
    ["trained", say(language, "pictures", { data: trained.data, n: trained.n })],
    ["licence", licence],
    ["made", created],
  ];
  const cells = rows.flatMap(([key, value]) => {
    const [term, meaning] = [document.createElement("dt"), document.createElement("dd")];
    [term.textContent, meaning.textContent] = [say(language, key), value];
    return [term, meaning];
  });
  at("card").replaceChildren(...cells);
}

at("files").addEventListener("change", ({ target }) => {
  take([...target.files]);
  target.value = "";
});
at("language").addEventListener("click", () => {
  state.language = state.language === "zh" ? "en" : "zh";
  tell();
});
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  take([...event.dataTransfer.files]);
});
document.addEventListener("paste", (event) => take([...(event.clipboardData?.files ?? [])]));

at("unserved").remove();
at("page").hidden = false;
tell();
