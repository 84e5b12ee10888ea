// Who answers on this page: the recogniser of this very browser.
import { opened, recognised } from "./worker_calls.js";
import { byId } from "./elements.js";
import { Refused } from "./refused.js";
import { listed, say } from "./words.js";

byId("unserved").remove(); // scripts run

/** Where pictures go, as the key of a phrase. */
export const WHERE = "site.stays";

/** Calls tell(words, refused) as things stand with who answers. */
export const standing = async (tell) => {
  tell(() => say("site.loading"));
  try {
    const { failing, threads } = await opened;
    tell(() => (failing.length > 0 ? say("site.lacks", { kinds: listed(failing) }) : ready(threads)));
  } catch (failure) {
    tell(() => refusal(failure).message, true);
  }
};

const ready = (threads) => (threads > 1 ? say("site.ready_threads", { n: threads }) : say("site.ready"));

const refusal = ({ code, values }) => new Refused(`browser.${code}`, () => say(`site.failure.${code}`, values));

/** What the dialog offers in which files are chosen. */
export const accepted = () => "image/*,.avif";

const written = async () => {
  const file = "card.json";
  const answer = await fetch(new URL(file, import.meta.url)).catch(() => null);
  if (!answer?.ok) throw refusal({ code: "missing", values: { file: `page/${file}` } });
  return answer.json();
};
const model = written();
model.catch(() => {}); // told to who waits for it

/** The one that lies beside this page: [{name, version}] */
export const models = async () => [await model];

/** What `web/trying/card.py` said of it when the site was written. */
export const card = () => model;

/** {result, times, version, size} of one picture. */
export const look = async ({ version }, blob, name) => {
  try {
    const { result, times, place } = await recognised(blob, name);
    return { result, times, version, size: place };
  } catch (failure) {
    throw refusal(failure);
  }
};

/** A page without a server has no address to call. */
export const programs = () => [];
