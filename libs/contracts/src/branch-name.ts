import { registerDecorator } from 'class-validator';

/**
 * Whether `value` may be the name of a branch. The rules of `git check-ref-format`, and no leading dash, so that it
 * can never be read as an option.
 * @see https://git-scm.com/docs/git-check-ref-format
 */
export function isBranchName(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.length > 0 &&
    value.length <= 244 &&
    // eslint-disable-next-line no-control-regex -- git forbids control characters
    !/[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|^\/|\/$|\.$|^-|^@$/.test(value) &&
    value.split('/').every((part) => !part.startsWith('.') && !part.endsWith('.lock'))
  );
}

/** Validates that a property is a possible branch name. */
export function IsBranchName(): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: 'isBranchName',
      target: target.constructor,
      propertyName: String(propertyName),
      validator: { validate: isBranchName, defaultMessage: () => '$property must be the name of a branch' },
    });
}
