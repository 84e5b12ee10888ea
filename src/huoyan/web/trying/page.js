// The page on which a recogniser is tried; `answerer.js` beside it says who answers.
import * as answerer from "./answerer.js";
import { askFor } from "./asking.js";
import { answerView } from "./answer_view.js";
import { withCamera } from "./camera.js";
import { byId, make } from "./elements.js";
import { showPrograms } from "./from_programs.js";
import { keepHistory } from "./history.js";
import { showCard, showHead } from "./model_card.js";
import { percent } from "./numbers.js";
import { takePictures } from "./pictures_in.js";
import { language, languageButton, say, spokenTo } from "./words.js";

const page = { chosen: "", card: null, shown: [], least: 0, standing: { words: () => "", refused: false } };

const problem = (text) => {
  byId("problem").textContent = text;
  byId("problem").hidden = text === "";
};

const listedSection = (id, there) => {
  byId(id).hidden = !there;
  document.querySelector(`.rail a[href="#${id}"]`).parentElement.hidden = !there;
};

/** Pictures: {name, blob}; one answer each, in their order, in the place of those that were shown. */
const lookAt = (pictures) => {
  if (page.card === null || page.standing.refused) return;
  problem("");
  history.keep(page.shown);
  page.shown = pictures.map((picture) => answerView({ ...picture, card: page.card }, page.least));
  showAnswers();
  page.shown.forEach((view) => askFor(view, answerer.look, announce));
};

const showAnswers = () => {
  byId("results").replaceChildren(...page.shown.map((view) => view.element));
  byId("results").classList.toggle("one", page.shown.length === 1);
  listedSection("answers", page.shown.length > 0);
  showLeast();
  if (page.shown.length > 0) byId("answers").scrollIntoView({ block: "nearest" });
};

/** How it stands with who answers; refused: that there will be no answer. */
const showStanding = () => {
  const { words, refused } = page.standing;
  byId("standing").textContent = words();
  byId("standing").hidden = words() === "";
  byId("standing").classList.toggle("problem", refused);
  for (const id of ["choose", "camera"]) byId(id).disabled = refused;
};

/** What a screen reader is told; of many pictures one after the other. */
const announce = (text) => { byId("status").textContent = text; };

const history = keepHistory(byId("shots"), {
  changed: (n) => listedSection("history", n > 0),
  again: (view) => {
    history.keep(page.shown.filter((each) => each !== view));
    page.shown = [view];
    showAnswers();
    view.element.focus();
  },
});

const showLeast = () => {
  const finds = page.card?.kind === "boxes" && page.shown.length > 0;
  byId("least-line").hidden = !finds;
  byId("least-value").textContent = percent(page.least, 0);
};

/** Of two that were chosen quickly the later one counts, whichever card comes first. */
const choose = async (name) => {
  page.chosen = name;
  let card;
  try {
    card = await answerer.card(name);
  } catch (error) {
    return problem(error.message);
  }
  if (page.chosen !== name) return undefined;
  page.card = card;
  const least = Math.min(...(page.card.thresholds ?? [0]));
  page.least = least;
  byId("least").min = Math.floor(least * 100) / 100;
  byId("least").value = least;
  showModel();
  return undefined;
};

const showModel = () => {
  if (page.card === null) return;
  showHead(page.card);
  const clips = page.card.medium === "clips";
  byId("invitation").textContent = say(clips ? "try.drop_clips" : "try.drop");
  byId("choose").textContent = say(clips ? "try.choose_clips" : "try.choose");
  byId("camera").hidden = clips;
  byId("files").accept = answerer.accepted(page.card);
  listedSection("pictures", true);
  listedSection("card", true);
  showCard(byId("model-card"), page.card);
  const programs = answerer.programs(page.card);
  listedSection("code", programs.length > 0);
  showPrograms(byId("programs"), programs);
  byId("code-read").textContent = say("try.code_read", { picture: programs[0]?.file ?? "" });
  byId("where").textContent = say(answerer.WHERE);
  showLeast();
};

const showChoice = (models) => {
  byId("choice").hidden = models.length < 2;
  byId("model").replaceChildren(...models.map(({ name }) => make("option", { value: name }, name)));
};

const begin = async () => {
  languageButton(byId("language"));
  byId("model").addEventListener("change", (event) => choose(event.target.value));
  byId("clear").addEventListener("click", () => history.clear());
  byId("least").addEventListener("input", (event) => {
    page.least = Number(event.target.value);
    showLeast();
    page.shown.forEach((view) => view.showFrom(page.least));
  });
  try {
    const models = await answerer.models();
    showChoice(models);
    await choose(models[0].name);
  } catch (error) {
    return problem(error.message);
  }
  answerer.standing((words, refused = false) => {
    page.standing = { words, refused };
    showStanding();
  });
  takePictures({ drop: byId("pictures"), files: byId("files"), choose: byId("choose") }, lookAt, problem);
  withCamera(lookAt, problem);
  let told = language();
  spokenTo(() => {
    showStanding();
    showModel();
    if (told !== language()) page.shown.forEach((view) => view.draw());
    told = language();
  });
  document.documentElement.dataset.ready = "";
  return undefined;
};

begin();
