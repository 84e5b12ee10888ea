// What was counted: a table, and how it has grown.
import { countChart } from "./chart.js";
import { byId, make } from "./elements.js";
import { ask } from "./keyed.js";
import { wayOf } from "./ways.js";
import { listed, say, spokenTo, tag } from "./words.js";

const EVERY_MS = 2000;

export const showCounts = () => {
  let counts = null;
  let grown = null;
  let asked = -EVERY_MS;

  const show = () => {
    if (counts === null) return;
    const rows = Object.entries(counts).flatMap(([place, ways]) =>
      Object.entries(ways).map(([way, kinds]) => ({ place, way, kinds })));
    byId("no-count").hidden = rows.length > 0;
    byId("count-table").hidden = rows.length === 0;
    byId("count-table").replaceChildren(table(rows));
  };

  const chart = () => {
    if (grown?.seconds.length > 0) byId("chart").replaceChildren(countChart(grown, byId("chart").clientWidth));
  };

  const more = async () => {
    try {
      grown = await (await ask("counts")).json();
      chart();
    } catch { /* asked again with a later picture */ }
  };

  spokenTo(() => {
    show();
    chart();
  });
  addEventListener("resize", chart);
  return {
    told: (now) => {
      if (JSON.stringify(now) !== JSON.stringify(counts)) {
        counts = now;
        show();
      }
      if (performance.now() - asked < EVERY_MS || Object.keys(now).length === 0) return;
      asked = performance.now();
      more();
    },
  };
};

const table = (rows) => {
  const head = ["place", "way", "number", "kinds"].map((name) =>
    make("th", { scope: "col", class: name === "number" ? "num" : null }, say(`live.${name}`)));
  return make("table", {},
    make("thead", {}, make("tr", {}, ...head)),
    make("tbody", {}, ...rows.map(({ place, way, kinds }) => make("tr", {},
      make("th", { scope: "row" }, make("bdi", {}, place)),
      make("td", {}, wayOf(way)),
      make("td", { class: "num" }, sum(kinds).toLocaleString(tag())),
      make("td", {}, listed(Object.entries(kinds).map(([kind, n]) => `${kind} ${n.toLocaleString(tag())}`)))))));
};

const sum = (kinds) => Object.values(kinds).reduce((one, other) => one + other, 0);
