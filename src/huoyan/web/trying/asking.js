// One picture asked about: a few at once, again where who answers is busy, and what comes of it shown.
import { Refused } from "./refused.js";
import { say } from "./words.js";

const AT_ONCE = 4;
const MOST_TRIES = 8;
const queue = [];
let running = 0;

/** Shows in `view` what `look(card, blob, name)` answers, and tells it in a sentence. */
export const askFor = (view, look, announce) => {
  view.onAgain = () => askFor(view, look, announce);
  view.wait();
  queue.push(async () => {
    try {
      view.answered(await patiently(view, look));
    } catch (error) {
      view.failed(await asRefused(error, view.item.blob));
    }
    announce(view.told());
  });
  next();
};

const next = async () => {
  if (running >= AT_ONCE || queue.length === 0) return;
  running += 1;
  await queue.shift()();
  running -= 1;
  next();
};

const patiently = async (view, look) => {
  const { card, blob, name } = view.item;
  for (let tries = 1; ; tries += 1) {
    try {
      return await look(card, blob, name);
    } catch (error) {
      if (!error.retryAfter || tries === MOST_TRIES) throw error;
      view.wait(say("try.busy", { n: error.retryAfter }));
      await new Promise((done) => setTimeout(done, error.retryAfter * 1000));
    }
  }
};

/** A folder, or a file that is gone, fails within fetch and looks like a server that is not there. */
const asRefused = async (error, blob) => {
  try {
    await blob.slice(0, 1).arrayBuffer();
  } catch (reading) {
    return new Refused("page.unread", () => say("try.unread", { reason: reading.message }));
  }
  return error instanceof Refused ? error : new Refused("page.error", () => error.message);
};
