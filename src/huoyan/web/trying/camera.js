// A picture from the camera, where the browser gives one to this page.
import { byId } from "./elements.js";
import { timeOfDay } from "./numbers.js";
import { say } from "./words.js";

const QUALITY = 0.95;

/** Calls `found` with [{name, blob}], `problem` with a sentence where there is no camera. */
export const withCamera = (found, problem) => {
  const dialog = byId("viewfinder");
  const video = byId("video");
  let stream = null;
  let facing = "environment";

  const stop = () => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = video.srcObject = null;
  };

  const start = async () => {
    stop();
    stream = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: facing, width: { ideal: 1920 }, height: { ideal: 1080 } },
    });
    video.srcObject = stream;
    const cameras = (await navigator.mediaDevices.enumerateDevices()).filter((each) => each.kind === "videoinput");
    byId("turn").hidden = cameras.length < 2;
  };

  const open = async () => {
    problem("");
    if (!isSecureContext || !navigator.mediaDevices) {
      return problem(say("try.camera_insecure", { address: location.origin }));
    }
    try {
      await start();
      dialog.showModal();
      byId("shutter").focus();
    } catch (error) {
      stop();
      return problem(say("try.camera_refused", { reason: error.message || error.name }));
    }
    return undefined;
  };

  const take = async () => {
    if (video.videoWidth === 0) return; // no frame yet
    const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
    canvas.getContext("2d").drawImage(video, 0, 0);
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
    dialog.close();
    found([{ name: say("try.from_camera", { time: timeOfDay() }), blob }]);
  };

  byId("camera").addEventListener("click", open);
  byId("shutter").addEventListener("click", take);
  byId("camera-close").addEventListener("click", () => dialog.close());
  byId("turn").addEventListener("click", () => {
    facing = facing === "environment" ? "user" : "environment";
    start().catch((error) => problem(say("try.camera_refused", { reason: error.message })));
  });
  dialog.addEventListener("close", stop);
};
