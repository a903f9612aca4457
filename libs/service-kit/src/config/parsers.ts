/** `15,120,900` → numbers. */
export function parseNumbers(text: string): number[] {
  return parseList(text).map(Number);
}

/** `a, b` → trimmed parts, without empty ones. */
export function parseList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** JSON, or null when it is none: a value that is absent would be told as one that is missing. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
