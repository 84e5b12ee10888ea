// Numbers as people read them.
import { tag } from "./words.js";

/** 93.5 % as the language writes it. */
export const percent = (share, digits = 1) =>
  share.toLocaleString(tag(), { style: "percent", minimumFractionDigits: digits, maximumFractionDigits: digits });

/** So many digits that count. */
export const number = (value, digits = 4) => value.toLocaleString(tag(), { maximumSignificantDigits: digits });

export const milliseconds = (value) =>
  value.toLocaleString(tag(), { maximumFractionDigits: value < 10 ? 1 : 0 });

export const timeOfDay = (when = new Date()) => when.toLocaleTimeString(tag());
