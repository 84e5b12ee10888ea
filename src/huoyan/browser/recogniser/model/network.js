// The network, run by onnxruntime-web: uint8 pixels to named outputs.
import * as ort from "../../onnxruntime/ort.wasm.min.mjs";

const MOST_THREADS = 4; // more wait for each other

// Threads share memory, which browsers allow to pages that are isolated (COOP and COEP) only.
export function threads() {
  const isolated = globalThis.crossOriginIsolated === true;
  return isolated ? Math.max(1, Math.min(navigator.hardwareConcurrency ?? 1, MOST_THREADS)) : 1;
}

export async function openNetwork(model) {
  ort.env.wasm.numThreads = threads();
  ort.env.wasm.wasmPaths = new URL("../../onnxruntime/", import.meta.url).href;
  const session = await ort.InferenceSession.create(model, { executionProviders: ["wasm"] });
  const [input] = session.inputNames;

  // data: uint8 (height, width, channels) of one picture. Gives {name: {data, dims}}.
  return async (data, { height, width }) => {
    const shape = [1, height, width, data.length / (height * width)];
    const found = await session.run({ [input]: new ort.Tensor("uint8", data, shape) });
    return Object.fromEntries(Object.entries(found).map(([name, { data, dims }]) => [name, { data, dims }]));
  };
}
