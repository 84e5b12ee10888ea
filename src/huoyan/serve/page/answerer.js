// Who answers on this page: the server that it came from.
import { ask, isKeyed } from "./keyed.js";

export const WHERE = "try.to_server";
const MOST_LABELS = 100;

const address = (path) => new URL(path, document.baseURI);
const modelPath = (name) => `models/${encodeURIComponent(name)}`;

/** [{name, version}] */
export const models = async () => (await (await ask(address("models"))).json()).models;

/** What `web/trying/card.py` says of a model. */
export const card = async (name) => (await ask(address(modelPath(name)))).json();

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
  const found = address("predict");
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
