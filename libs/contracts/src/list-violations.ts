import type { ValidationError } from 'class-validator';

/** One bad field, as a user reads it. */
export interface Violation {
  /** Path of the field, such as `limits.timeoutSeconds`. */
  readonly field: string;
  readonly message: string;
}

/**
 * Every violation in class-validator's tree, flat, one a field: that of the decorator written first, which is the type.
 */
export function listViolations(errors: readonly ValidationError[], parent = ''): Violation[] {
  return errors.flatMap((error) => {
    const field = parent ? `${parent}.${error.property}` : error.property;
    const message = Object.values(error.constraints ?? {}).at(-1);
    return [...(message ? [{ field, message }] : []), ...listViolations(error.children ?? [], field)];
  });
}
