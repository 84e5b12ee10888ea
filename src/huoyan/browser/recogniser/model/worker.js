// The recogniser beside the page, which stays quick to the touch meanwhile.
import { told } from "../pictures/failure.js";
import { threads } from "./network.js";
import { openRecogniser } from "./recogniser.js";

const opened = openRecogniser();
opened.then(
  ({ failing }) => postMessage({ kind: "ready", failing, threads: threads() }),
  (error) => postMessage({ kind: "refused", ...told(error) }),
);

let last = Promise.resolve();
onmessage = ({ data }) => {
  const came = performance.now();
  // One after the other: two at once would only wait for the same cores.
  last = last.then(() => recognise(data, came));
};

async function recognise({ id, file, name }, came) {
  try {
    const { recognise } = await opened;
    const start = performance.now();
    const { result, place, times } = await recognise(new Uint8Array(await file.arrayBuffer()), name);
    postMessage({ kind: "answer", id, result, place, times: { ...times, queue: start - came } });
  } catch (error) {
    postMessage({ kind: "failure", id, ...told(error) });
  }
}
