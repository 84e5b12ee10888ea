// Asking a server: with the key of this tab, and what it refuses as an error with a code.
import { byId } from "./elements.js";
import { Refused } from "./refused.js";
import { language, say } from "./words.js";

const STORED = "huoyan-key";
let key = remembered();
let waiting = [];

function remembered() {
  try { return sessionStorage.getItem(STORED) ?? ""; } catch { return ""; }
}

/** Whether the server has asked this tab for a key. */
export const isKeyed = () => key !== "";

const headers = () => ({
  "Accept-Language": language(),
  ...(key ? { Authorization: `Bearer ${key}` } : {}),
});

/** fetch, with the key; where the server wants one it is asked for, and then all goes on. Raises Refused. */
export const ask = async (address, options = {}) => {
  for (;;) {
    const used = key;
    const answer = await sent(address, options);
    if (answer.status !== 401) return answer.ok ? answer : Promise.reject(await refusal(answer));
    if (used === key) await anotherKey(used !== "");
  }
};

const sent = async (address, options) => {
  try {
    return await fetch(address, { ...options, headers: { ...headers(), ...options.headers } });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused("page.unreachable", () => say("keyed.unreachable", { reason: error.message }));
  }
};

const refusal = async (answer) => {
  const after = Number(answer.headers.get("Retry-After"));
  const retry = [429, 503].includes(answer.status) ? Math.max(1, after || 1) : null;
  try {
    const { error } = await answer.json();
    const { code, message } = typeof error === "string" ? { code: String(answer.status), message: error } : error;
    return new Refused(code, () => message, retry);
  } catch {
    return new Refused(String(answer.status), () => say("keyed.strange", { status: answer.status }), retry);
  }
};

const anotherKey = (wrong) => {
  const form = byId("key-form");
  form.hidden = false;
  byId("key-wrong").hidden = !wrong;
  if (waiting.length === 0) byId("key").focus();
  return new Promise((done) => waiting.push(done));
};

/** The form in which the key is given; it is hidden while none is wanted. */
export const keyForm = (form) => {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    key = byId("key").value.trim();
    try { sessionStorage.setItem(STORED, key); } catch { /* no storage */ }
    form.hidden = true;
    const again = waiting;
    waiting = [];
    again.forEach((done) => done());
  });
};
