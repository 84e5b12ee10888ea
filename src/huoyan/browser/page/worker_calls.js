// Asking the recogniser, which runs in a worker so that the page stays quick to the touch. It begins at once.

const worker = new Worker(new URL("../recogniser/model/worker.js", import.meta.url), { type: "module" });
const asked = [];

/** {failing, threads} once it answers; rejects with {code, values} where it never will. */
export const opened = new Promise((ready, refused) => {
  const heard = {
    ready,
    refused,
    answer: (found) => asked[found.id].done(found),
    failure: (found) => asked[found.id].failed(found),
  };
  worker.addEventListener("message", ({ data }) => heard[data.kind](data));
  worker.addEventListener("error", (event) => {
    // Without words where one of its scripts could not be had.
    const failure = event.message
      ? { code: "other", values: { reason: event.message } }
      : { code: "missing", values: { file: "recogniser/" } };
    refused(failure);
    asked.forEach(({ failed }) => failed(failure));
  });
});
opened.catch(() => {}); // told to who waits for it

/** {result, place, times} of a picture file; rejects with {code, values}. */
export const recognised = async (file, name) => {
  await opened;
  return new Promise((done, failed) => {
    asked.push({ done, failed });
    worker.postMessage({ id: asked.length - 1, file, name });
  });
};
