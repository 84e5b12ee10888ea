// Who answers on this page: the server that it came from.
import { byId } from "./elements.js";
import { ask, isKeyed, keyForm } from "./keyed.js";

const MOST_LABELS = 100;
const PICTURES = "image/*,.dcm,.dicom,.tif,.tiff,.heic,.heif,.avif,.pgm,.ppm,.pbm";
const CLIPS = "video/*,.avi,.mkv,.npy";

const modelPath = (name) => `models/${encodeURIComponent(name)}`;

keyForm(byId("key-form"));

/** Where pictures go, as the key of a phrase. */
export const WHERE = "try.to_server";

/** Calls tell(words, refused) as things stand with who answers: of a server nothing is told. */
export const standing = () => {};

/** What the dialog offers in which files are chosen. */
export const accepted = ({ medium }) => (medium === "clips" ? CLIPS : PICTURES);

/** [{name, version}] */
export const models = async () => (await (await ask("models")).json()).models;

/** What `web/trying/card.py` says of a model. */
export const card = async (name) => (await ask(modelPath(name))).json();

/** {result, times, version, size} of one picture. */
export const look = async ({ name, kind }, blob) => {
  const asked = { method: "POST", body: blob, headers: { "Content-Type": blob.type || "application/octet-stream" } };
  const to = predictAddress(name);
  // Of labels each has a threshold of its own: all are told.
  if (kind === "labels") to.searchParams.set("top", MOST_LABELS);
  const answer = await (await ask(to, asked)).json();
  return { result: answer, times: answer.times, version: answer.version, size: sizeIn(answer) };
};

const sizeIn = ({ width, height }) => (width > 0 ? { width, height } : null);

const predictAddress = (name) => {
  const found = new URL("predict", document.baseURI);
  found.searchParams.set("model", name);
  return found;
};

/** The same from a shell and from Python, for a file of that name: [{title, text, file}] */
export const programs = ({ name, medium }) => {
  const url = predictAddress(name).href;
  const [file, kind] = medium === "clips" ? ["clip.mp4", "video/mp4"] : ["picture.jpg", "image/jpeg"];
  const headers = [["Content-Type", kind], ...(isKeyed() ? [["Authorization", "Bearer KEY"]] : [])];
  const shell = headers.map(([each, value]) => ` -H '${each}: ${value}'`).join("");
  const python = headers.map(([each, value]) => `"${each}": "${value}"`).join(", ");
  return [
    { title: "curl", file, text: `curl --data-binary @${file}${shell} '${url}'` },
    {
      title: "Python",
      file,
      text: `import json, urllib.request

with open("${file}", "rb") as given:
    asked = urllib.request.Request(
        "${url}",
        data=given.read(),
        headers={${python}},
    )
with urllib.request.urlopen(asked) as answer:
    print(json.load(answer))`,
    },
  ];
};
