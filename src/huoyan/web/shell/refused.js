// What speaks against an answer: a code, and words for it in the language that is spoken when they are read.

export class Refused extends Error {
  /** words: () => text. retryAfter: seconds, where who answers is only busy. */
  constructor(code, words, retryAfter = null) {
    super();
    Object.assign(this, { code, words, retryAfter });
  }

  get message() {
    return this.words();
  }
}
