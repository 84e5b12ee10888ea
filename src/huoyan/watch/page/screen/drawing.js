// Lines and zones drawn on the picture by mouse, finger or keys, as flags for the next watch.
import { colourOf } from "./boxes.js";
import { byId, make, vector } from "./elements.js";
import { crossesItself } from "./geometry.js";
import { arrowOf } from "./places.js";
import { say, spokenTo } from "./words.js";

const NAME = /^[\p{L}\p{N}][\p{L}\p{N}_-]{0,59}$/u;
const FIRST_COLOUR = 60; // apart from those of things and of the places of the watch
const NEAR = 0.025; // of the picture: so near to its first corner a zone is closed
const STEP = 0.01;
const FAR = 0.05;
const DRAGGED = 8; // pixels of the screen; less is a hand that trembles at a click

const rounded = (value) => Number(Math.min(1, Math.max(0, value)).toFixed(3));

export const drawPlaces = () => {
  const surface = byId("surface");
  const state = { kind: null, points: [], cross: null, drawn: [], size: { width: 1280, height: 720 }, count: 0 };

  const start = (kind) => {
    Object.assign(state, { kind, points: [], cross: [0.5, 0.5] });
    show();
    surface.focus();
    surface.scrollIntoView({ block: "nearest" });
  };

  const stop = () => {
    Object.assign(state, { kind: null, points: [] });
    show();
  };

  const put = (x, y) => {
    const point = [rounded(x), rounded(y)];
    warn("");
    if (state.kind === "zone" && state.points.length >= 3 && near(state.points[0], point)) return finish();
    if (state.points.some((each) => near(each, point, 1e-9))) return undefined;
    state.points.push(point);
    if (state.kind === "zone" && state.points.length > 3 && crossesItself(state.points, false)) {
      return takeBack();
    }
    announce("live.point_at", { n: state.points.length, x: String(point[0]), y: String(point[1]) });
    if (state.kind === "line" && state.points.length === 2) return finish();
    return show();
  };

  const takeBack = () => {
    state.points.pop();
    show();
    warn(say("live.crosses_itself"));
  };

  const near = ([x1, y1], [x2, y2], within = NEAR) => Math.hypot(x1 - x2, y1 - y2) <= within;

  const finish = () => {
    if (state.kind === "zone" && crossesItself(state.points, true)) {
      return takeBack();
    }
    state.count += 1;
    const { kind, points } = state;
    state.drawn.push({ kind, points, name: freeName(kind), colour: FIRST_COLOUR + state.count });
    stop();
    byId("drawn").lastElementChild.querySelector("input").select();
    return undefined;
  };

  const freeName = (kind) => {
    const taken = state.drawn.map((each) => each.name);
    for (let n = 1; ; n += 1) if (!taken.includes(`${kind}${n}`)) return `${kind}${n}`;
  };

  const warn = (text) => {
    byId("draw-problem").textContent = text;
    byId("draw-problem").hidden = text === "";
  };
  const announce = (key, values) => { byId("status").textContent = say(key, values); };

  // What is seen of it.
  const show = () => {
    const { kind, points } = state;
    const drawing = kind !== null;
    surface.toggleAttribute("hidden", !drawing && state.drawn.length === 0);
    surface.classList.toggle("active", drawing);
    surface.setAttribute("tabindex", drawing ? "0" : "-1");
    for (const each of ["line", "zone"]) {
      byId(`draw-${each}`).setAttribute("aria-pressed", String(kind === each));
      byId(`draw-${each}`).classList.toggle("on", kind === each);
    }
    byId("draw-stop").hidden = !drawing;
    byId("draw-done").hidden = kind !== "zone" || points.length < 3;
    byId("draw-hint").hidden = !drawing;
    if (drawing) byId("draw-hint").textContent = say(`live.hint_${kind}`);
    paint();
    list();
  };

  const paint = () => {
    const { width, height } = state.size;
    surface.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const shapes = state.drawn.flatMap((each) => shape(each, width, height));
    if (state.kind !== null) {
      const open = { kind: "open", points: state.points, colour: FIRST_COLOUR + state.count + 1 };
      shapes.push(...shape(open, width, height), ...cross(width, height));
    }
    surface.replaceChildren(...shapes);
  };

  const cross = (width, height) => {
    const [x, y] = [state.cross[0] * width, state.cross[1] * height];
    const arm = Math.min(width, height) / 24;
    return [vector("path", { class: "cross", d: `M${x - arm} ${y}H${x + arm}M${x} ${y - arm}V${y + arm}` })];
  };

  const list = () => {
    byId("drawn").replaceChildren(...state.drawn.map((each, at) => row(each, at)));
    flags();
  };

  const row = (each, at) => {
    const input = make("input", { value: each.name, "aria-label": say("live.name_of", { name: each.name }), maxlength: "60", spellcheck: "false" });
    input.addEventListener("input", () => {
      each.name = input.value.trim().normalize("NFC");
      input.setAttribute("aria-invalid", String(!isGood(each)));
      flags();
    });
    const remove = () => {
      state.drawn.splice(at, 1);
      show();
    };
    const dot = make("i", { class: "dot", "aria-hidden": "true" });
    dot.style.background = colourOf(each.colour);
    return make("li", {}, dot, make("span", { class: "sort" }, say(`live.${each.kind}_name`)), input,
      make("button", { type: "button", class: "plain", onclick: remove }, say("live.remove", { name: each.name })));
  };

  const isGood = ({ name }) => NAME.test(name) && state.drawn.filter((each) => each.name === name).length === 1;

  const flags = () => {
    const good = state.drawn.every(isGood);
    warn(good ? "" : say("live.bad_name"));
    byId("flags").hidden = state.drawn.length === 0 || !good;
    byId("flag-text").textContent = state.drawn.map(flagOf).join(" ");
  };

  // Mouse, finger and pen are one.
  const placeOf = (event) => {
    const frame = surface.getBoundingClientRect();
    return [(event.clientX - frame.left) / frame.width, (event.clientY - frame.top) / frame.height];
  };
  // A point is put where it is let go, and at the start of a drag, as lines are drawn elsewhere. Clicks are not
  // asked for: there is none if what was pressed, the cross, is painted anew before it is let go.
  let pressed = null;
  surface.addEventListener("pointerdown", (event) => {
    if (state.kind === null || event.button !== 0 || !event.isPrimary) return;
    pressed = event;
    surface.setPointerCapture(event.pointerId); // it may end outside
  });
  surface.addEventListener("pointermove", (event) => {
    if (state.kind === null) return;
    state.cross = placeOf(event);
    if (isDrag(event) && state.points.length === 0) put(...placeOf(pressed));
    paint();
  });
  surface.addEventListener("pointerup", (event) => {
    if (pressed === null || !event.isPrimary) return;
    pressed = null;
    if (state.kind !== null) put(...placeOf(event));
  });
  surface.addEventListener("pointercancel", () => { pressed = null; });
  const isDrag = (event) => pressed !== null
    && Math.hypot(event.clientX - pressed.clientX, event.clientY - pressed.clientY) > DRAGGED;
  surface.addEventListener("keydown", (event) => {
    if (state.kind === null) return;
    const step = event.shiftKey ? FAR : STEP;
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    if (event.key in moves) {
      state.cross = state.cross.map((each, at) => rounded(each + moves[event.key][at]));
      announce("live.cross_at", { x: String(state.cross[0]), y: String(state.cross[1]) });
      paint();
    } else if (event.key === "Enter" || event.key === " ") {
      put(...state.cross);
    } else if (event.key === "Backspace") {
      state.points.pop();
      show();
    } else if (event.key === "Escape") {
      stop();
      byId("draw-line").focus();
    } else return;
    event.preventDefault();
  });

  for (const kind of ["line", "zone"]) {
    byId(`draw-${kind}`).addEventListener("click", () => (state.kind === kind ? stop() : start(kind)));
  }
  byId("draw-stop").addEventListener("click", stop);
  byId("draw-done").addEventListener("click", finish);
  spokenTo(show);

  return {
    /** The size of the picture, in which nothing is distorted. */
    fit: ({ width, height }) => {
      if (!width || (width === state.size.width && height === state.size.height)) return;
      state.size = { width, height };
      paint();
    },
  };
};

/** `--line gate=0.1,0.6,0.9,0.6` */
const flagOf = ({ kind, name, points }) => `--${kind} ${name}=${points.flat().join(",")}`;

const shape = ({ kind, points, colour }, width, height) => {
  const places = points.map(([x, y]) => [x * width, y * height]);
  const hue = colourOf(colour);
  const text = (each) => each.map((point) => point.join(",")).join(" ");
  const drawn = [];
  if (places.length > 1) {
    const name = kind === "zone" ? "polygon" : "polyline";
    drawn.push(vector(name, { class: "rim", points: text(places) }), vector(name, { class: kind, points: text(places) }));
  }
  if (kind === "line") drawn.push(vector("polyline", { class: "line", points: text(arrowOf(points, width, height)) }));
  drawn.push(...places.map(([x, y]) => vector("circle", { cx: x, cy: y, r: Math.min(width, height) / 90 })));
  for (const each of drawn.filter((one) => one.getAttribute("class") !== "rim")) each.style.setProperty("--hue", hue);
  return drawn;
};
