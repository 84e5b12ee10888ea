// Why there is no answer: a code of the words, and the values that stand in them.

export class Failure extends Error {
  constructor(code, values = {}) {
    super(code);
    this.code = code;
    this.values = values;
  }
}

// Of whatever was thrown its {code, values}.
export function told(error) {
  if (error instanceof Failure) return { code: error.code, values: error.values };
  return { code: "other", values: { reason: String(error?.message ?? error) } };
}
