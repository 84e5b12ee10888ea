// The alarms of a watch, the newest first, each with its picture.
import { byId, make } from "./elements.js";
import { ask } from "./keyed.js";
import { percent } from "./numbers.js";
import { wayOf } from "./ways.js";
import { say, spokenTo } from "./words.js";

const MOST = 100;

export const showAlarms = () => {
  let alarms = [];
  let known = 0;
  let asking = false;

  const show = () => {
    byId("no-alarm").hidden = alarms.length > 0;
    byId("alarm-list").replaceChildren(...alarms.map((each) => make("li", {}, card(each))));
  };

  const more = async () => {
    asking = true;
    try {
      const found = (await (await ask(`alarms?after=${known}`)).json()).alarms;
      if (found.length === 0) return;
      for (const each of found) each.picture = await pictureOf(each);
      known = found.at(-1).number;
      alarms = [...found.reverse(), ...alarms];
      forget(alarms.splice(MOST));
      byId("status").textContent = say("live.alarm", { rule: alarms[0].rule });
      show();
    } catch { /* it is asked again with the next picture */ } finally { asking = false; }
  };

  byId("large-close").addEventListener("click", () => byId("large").close());
  spokenTo(show);
  return {
    /** n: how many there are by now; fewer than before: a watch has begun anew. */
    told: (n) => {
      if (n < known) {
        known = 0;
        forget(alarms.splice(0));
        show();
      }
      if (n > known && !asking) more();
    },
  };
};

const pictureOf = async ({ number }) => {
  try {
    return URL.createObjectURL(await (await ask(`alarms/${number}.jpg`)).blob());
  } catch { return null; }
};

const forget = (alarms) => alarms.forEach(({ picture }) => URL.revokeObjectURL(picture));

const when = ({ time }) => time.slice(0, 19).replace("T", " ");

const card = (each) => {
  const alt = say("live.alarm_picture", { rule: each.rule, time: when(each) });
  const image = each.picture ? make("img", { src: each.picture, alt, decoding: "async" }) : make("span");
  const enlarge = () => {
    byId("large-picture").src = each.picture;
    byId("large-picture").alt = alt;
    byId("large").showModal();
  };
  const what = [wayOf(each.what), each.direction && wayOf(each.direction), each.label, each.track === undefined ? null : `#${each.track}`,
    each.confidence === undefined ? null : percent(each.confidence, 0)].filter(Boolean).join(" ");
  return make("figure", {},
    make("button", { type: "button", class: "frame", title: say("live.enlarge"), onclick: enlarge, disabled: !each.picture }, image),
    make("figcaption", {}, make("bdi", { class: "names" }, each.rule), make("span", { class: "what" }, what), make("span", { class: "path" }, when(each))));
};
