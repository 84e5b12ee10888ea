// Elements of a page, made without markup: text is always text.

/** make("p", {class: "quiet"}, "text", other) */
export const make = (name, attributes = {}, ...inside) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === false || value === undefined) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...inside.filter((each) => each !== null && each !== undefined));
  return made;
};

/** The same of a drawing: vector("path", {d}) */
export const vector = (name, attributes = {}) => {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

export const byId = (id) => document.getElementById(id);

/** A bar of a share, 0..1, with a mark at `threshold` where there is one. For the eye: its text says the same. */
export const bar = (share, { threshold = null, soft = false } = {}) => {
  const filled = make("i");
  filled.style.width = `${Math.max(0, Math.min(1, share)) * 100}%`;
  const whole = make("span", { class: soft ? "bar soft" : "bar", "aria-hidden": "true" }, filled);
  if (threshold !== null) {
    const mark = make("b");
    mark.style.left = `${threshold * 100}%`;
    whole.append(mark);
  }
  return whole;
};
