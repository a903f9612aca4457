import { registerDecorator } from 'class-validator';

/** `OWNER/NAME` as GitHub allows it: a login of at most 39 characters and a name that is no path trick. */
const OWNER = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,37}[A-Za-z0-9])?(?:_[A-Za-z0-9]{1,12})?$/;
const NAME = /^[A-Za-z0-9._-]{1,100}$/;

/** Whether `value` is `OWNER/NAME`. */
export function isRepositoryName(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  const [owner, name, ...rest] = value.split('/');
  return (
    rest.length === 0 &&
    owner !== undefined &&
    name !== undefined &&
    OWNER.test(owner) &&
    NAME.test(name) &&
    !/^\.{1,2}$/.test(name) &&
    !name.endsWith('.git')
  );
}

/** Validates that a property is `OWNER/NAME`. */
export function IsRepositoryName(): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: 'isRepositoryName',
      target: target.constructor,
      propertyName: String(propertyName),
      validator: { validate: isRepositoryName, defaultMessage: () => '$property must be a repository as OWNER/NAME' },
    });
}
