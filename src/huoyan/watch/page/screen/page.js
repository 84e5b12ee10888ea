// The page on which a watch is seen.
import { showAlarms } from "./alarms.js";
import { showCounts } from "./counts.js";
import { drawPlaces } from "./drawing.js";
import { byId } from "./elements.js";
import { keyForm } from "./keyed.js";
import { live } from "./live.js";
import { languageButton, say } from "./words.js";

const AGAIN_MS = 3000;

const problem = (text) => {
  byId("problem").textContent = text;
  byId("problem").hidden = text === "";
};

const begin = () => {
  keyForm(byId("key-form"));
  languageButton(byId("language"));
  const drawing = drawPlaces();
  const alarms = showAlarms();
  const counts = showCounts();
  live({
    seen: (now) => {
      byId("source").textContent = now.source;
      document.title = `${now.source} · huoyan 火眼`;
      drawing.fit(now);
      alarms.told(now.alarms);
      counts.told(now.counts);
      problem(now.over ? say("live.over") : "");
      document.documentElement.dataset.ready = "";
    },
    problem,
    again: (go) => setTimeout(go, AGAIN_MS),
  });
};

begin();
