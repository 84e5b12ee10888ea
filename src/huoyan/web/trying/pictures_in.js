// Pictures that come in: dropped, pasted, or chosen.
import { timeOfDay } from "./numbers.js";
import { say } from "./words.js";

/** Calls `found` with [{name, blob}], `problem` with a sentence where there was none. */
export const takePictures = ({ drop, files, choose }, found, problem) => {
  const take = (given, naming = (file) => file.name) => {
    const pictures = [...given].map((file) => ({ name: naming(file), blob: file }));
    if (pictures.length > 0) found(pictures);
    else problem(say("try.no_file"));
  };

  choose.addEventListener("click", () => files.click());
  files.addEventListener("change", () => {
    if (files.files.length > 0) take(files.files);
    files.value = "";
  });

  let inside = 0;
  const over = (change) => {
    inside = Math.max(0, inside + change);
    drop.classList.toggle("over", inside > 0);
  };
  document.addEventListener("dragenter", () => over(1));
  document.addEventListener("dragleave", () => over(-1));
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    over(-inside);
    take(event.dataTransfer.files);
  });

  document.addEventListener("paste", (event) => {
    if (event.target.closest?.("input, textarea") && event.clipboardData.files.length === 0) return;
    take(event.clipboardData.files, () => say("try.pasted", { time: timeOfDay() }));
  });
};
