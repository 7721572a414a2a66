/**
 * Stops the program where an invariant of ours does not hold: a bug, never bad input.
 *
 * @param message names the variable and its value; pass a function where building it costs
 */
export function assert(condition: boolean, message: string | (() => string)): asserts condition {
  if (condition) return;
  throw new AssertionError(typeof message === "string" ? message : message());
}

/** Thrown by `assert`; reaching a user it means that the program is wrong, not the input. */
export class AssertionError extends Error {
  override name = "AssertionError";
}
