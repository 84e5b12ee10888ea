// The recogniser beside the page, which stays quick to the touch meanwhile.
import { Failure } from "../pictures/failure.js";
import { threads } from "./network.js";
import { openRecogniser } from "./recogniser.js";
import { resized } from "../pictures/resize.js";

const SHOWN_SIDE = 480;

const opened = openRecogniser();
opened.then(
  ({ description, failing }) => postMessage({ kind: "ready", description, failing, threads: threads() }),
  (error) => postMessage({ kind: "refused", ...told(error) }),
);

let last = opened;
onmessage = ({ data }) => {
  // One after the other: two at once would only wait for the same cores.
  last = last.then(() => recognise(data)).catch(() => {});
};

async function recognise({ id, file, name }) {
  try {
    const { recognise } = await opened;
    const found = await recognise(new Uint8Array(await file.arrayBuffer()), name);
    const { result, place, milliseconds } = found;
    postMessage({ kind: "answer", id, result, place, milliseconds, shown: shown(found.picture) });
  } catch (error) {
    postMessage({ kind: "failure", id, ...told(error) });
  }
}

// The picture as it was seen, upright, for the page to draw on.
function shown(picture) {
  const share = Math.min(1, SHOWN_SIDE / Math.max(picture.width, picture.height));
  const [height, width] = [picture.height, picture.width].map((side) => Math.max(1, Math.round(side * share)));
  const { data } = resized(picture, height, width, "bilinear");
  const pixels = new Uint8ClampedArray(height * width * 4).fill(255);
  for (let i = 0; i < height * width; i++) pixels.set(data.subarray(3 * i, 3 * i + 3), 4 * i);
  return new ImageData(pixels, width, height);
}

function told(error) {
  if (error instanceof Failure) return { code: error.code, values: error.values };
  return { code: "other", values: { reason: String(error?.message ?? error) } };
}
