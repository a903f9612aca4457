import type { ValidationError } from 'class-validator';

/** One bad field, as a user reads it. */
export interface Violation {
  /** Path of the field, such as `limits.timeoutSeconds`. */
  readonly field: string;
  readonly message: string;
}

/** Every violation in class-validator's tree, flat. */
export function listViolations(errors: readonly ValidationError[], parent = ''): Violation[] {
  return errors.flatMap((error) => {
    const field = parent ? `${parent}.${error.property}` : error.property;
    const own = Object.values(error.constraints ?? {}).map((message) => ({ field, message }));
    return [...own, ...listViolations(error.children ?? [], field)];
  });
}
