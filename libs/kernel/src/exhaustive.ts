/** For the default branch of a switch over a closed union: the compiler complains when a case is missing. */
export function unreachable(value: never): never {
  throw new Error(`Unhandled case: ${JSON.stringify(value)}`);
}
