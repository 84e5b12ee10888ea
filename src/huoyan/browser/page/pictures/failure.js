// Why there is no answer: a code of the words, and the values that stand in them.

export class Failure extends Error {
  constructor(code, values = {}) {
    super(code);
    this.code = code;
    this.values = values;
  }
}
