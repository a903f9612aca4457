import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The Python package of the runner: beside a bundled app, else in this library (the same from `src` and `dist`).
 * @param from address of the module that asks
 */
export function findRunner(from: string = import.meta.url): string {
  const places = ['./aider_runner', '../python/aider_runner'].map((place) => fileURLToPath(new URL(place, from)));
  const found = places.find((place) => existsSync(place));
  if (!found) throw new Error(`The Python part of the runner is missing: ${places.join(', ')}`);
  return found;
}

/** The repository's virtual environment, seen from this library and from a bundled app; else whatever `python3` is. */
export function findPython(from: string = import.meta.url): string {
  const places = ['../python/.venv/bin/python', '../../../libs/aider-runner/python/.venv/bin/python'];
  return places.map((place) => fileURLToPath(new URL(place, from))).find((place) => existsSync(place)) ?? 'python3';
}
