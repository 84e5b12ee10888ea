// What a thing did, and whither, in the language of the page.
import { has, say } from "./words.js";

/** Of "up", "enters" ...; what has no words is told as it is. */
export const wayOf = (way) => (has(`live.way_${way}`) ? say(`live.way_${way}`) : way);
