// Answers to pictures one by one, for `huoyan verify --everywhere`: with what the exported page consists of.
import { told } from "../site/recogniser/pictures/failure.js";
import { openRecogniser } from "../site/recogniser/model/recogniser.js";

const pictures = Number(new URL(location.href).searchParams.get("pictures"));

async function tell(path, value) {
  await fetch(new URL(`../${path}`, import.meta.url), { method: "POST", body: JSON.stringify(value) });
}

function plain(outputs) {
  const entries = Object.entries(outputs).map(([name, { data, dims }]) => [name, { dims, data: Array.from(data, Number) }]);
  return Object.fromEntries(entries);
}

async function answered(recognise, index) {
  const response = await fetch(new URL(`../pictures/${index}`, import.meta.url));
  try {
    const { outputs } = await recognise(new Uint8Array(await response.arrayBuffer()), String(index));
    return { outputs: plain(outputs) };
  } catch (error) {
    return { failure: told(error) };
  }
}

try {
  const { recognise } = await openRecogniser();
  for (let index = 0; index < pictures; index++) await tell(`answers/${index}`, await answered(recognise, index));
} catch (error) {
  await tell("refused", told(error));
}
