// The picture as it comes, with what is followed in it and the lines and zones of the watch.
import { colourOf, drawBoxes } from "./boxes.js";
import { byId } from "./elements.js";
import { ask } from "./keyed.js";
import { drawPlace, drawTrail } from "./places.js";
import { listed, say, spokenTo } from "./words.js";

const MOST_NAMED = 12;
const LEAST = 960; // pixels of the width of the canvas

/** seen(now): told each time the watch answers; problem(text); again(go): calls `go` after a while. */
export const live = ({ seen, problem, again }) => {
  const canvas = byId("screen");
  const state = { now: null, picture: null, paused: false, since: performance.now() };

  const draw = () => {
    const { now, picture } = state;
    canvas.setAttribute("aria-label", told(now));
    byId("moment").textContent = moment(now);
    if (picture === null) return;
    const larger = Math.max(1, Math.ceil(LEAST / picture.width)); // else names are a blur on small pictures
    canvas.width = larger * picture.width;
    canvas.height = larger * picture.height;
    canvas.parentElement.style.setProperty("--aspect", picture.width / picture.height);
    const pen = canvas.getContext("2d");
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    if (byId("show-places").checked) now.places.forEach((each) => drawPlace(pen, each));
    if (byId("show-trails").checked) now.trails.forEach((each) => drawTrail(pen, each));
    if (byId("show-boxes").checked) drawBoxes(canvas, now.things.map(asBox), now);
  };

  const next = async () => {
    try {
      const after = state.now?.index === undefined ? "" : `?after=${state.now.index}`;
      const now = await (await ask(`now${after}`)).json();
      const fresh = now.index !== undefined && now.index !== state.now?.index;
      if (fresh && !state.paused) await show(now);
      seen(now);
      if (!fresh && !now.over) problem(say("live.stands", { n: Math.round((performance.now() - state.since) / 1000) }));
      if (!now.over) return waitIfPaused();
    } catch (error) {
      problem(say("live.gone", { reason: error.message }));
    }
    return again(next);
  };

  const show = async (now) => {
    const answer = await ask(`pictures/${now.index}.jpg`).catch((error) => {
      if (error.code === "404") return null; // it was overtaken by newer ones
      throw error;
    });
    state.now = now;
    state.since = performance.now();
    if (answer === null) return;
    const picture = await createImageBitmap(await answer.blob());
    state.picture?.close();
    state.picture = picture;
    draw();
  };

  /** A page that nobody looks at asks for nothing. */
  const waitIfPaused = () => {
    if (document.hidden) document.addEventListener("visibilitychange", next, { once: true });
    else if (state.paused) setTimeout(next, 1000);
    else next();
  };

  byId("pause").addEventListener("click", () => {
    state.paused = !state.paused;
    name();
  });
  const name = () => {
    byId("pause").textContent = say(state.paused ? "live.go_on" : "live.pause");
    byId("pause").setAttribute("aria-pressed", String(state.paused));
  };
  for (const id of ["show-boxes", "show-trails", "show-places"]) byId(id).addEventListener("change", draw);
  spokenTo(() => {
    name();
    draw();
  });
  next();
};

const asBox = (each) => ({
  box: each.box, colour: colourOf(each.colour), label: `${each.number} ${each.label}`, dashed: !each.found,
});

const told = (now) => {
  if (now === null || now.things === undefined) return say("live.waiting");
  const names = now.things.slice(0, MOST_NAMED).map((each) => say("live.thing", { label: each.label, number: String(each.number) }));
  return say("live.alt", { things: names.length > 0 ? listed(names) : say("live.nothing") });
};

const moment = (now) => {
  if (now === null || now.seconds === undefined) return say("live.waiting");
  return say("live.at", { seconds: now.seconds.toFixed(1), time: now.time.slice(0, 19).replace("T", " ") });
};
