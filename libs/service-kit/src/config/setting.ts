import 'reflect-metadata';

/** How a property of a configuration class is read from the environment. */
export interface SettingDefinition {
  readonly property: string;
  /** Name of the environment variable. */
  readonly name: string;
  /** Also readable as `NAME_FILE`; wrapped in a `Secret` once it is valid. */
  readonly secret: boolean;
  /** Turns the text into the value; NaN or undefined is left to the validators. */
  readonly parse: (text: string) => unknown;
}

const KEY = Symbol('settings');

/**
 * Reads the property from the environment variable `name`. The property's initial value is the default; its
 * class-validator decorators say what is valid.
 */
export function Setting(
  name: string,
  {
    secret = false,
    parse = (text: string): unknown => text,
  }: Partial<Pick<SettingDefinition, 'secret' | 'parse'>> = {},
): PropertyDecorator {
  return (target, property) => {
    const settings = [...settingsOf(target.constructor), { property: String(property), name, secret, parse }];
    Reflect.defineMetadata(KEY, settings, target.constructor);
  };
}

/** The settings of a configuration class and of the classes it extends. */
export function settingsOf(configClass: object): readonly SettingDefinition[] {
  return (Reflect.getMetadata(KEY, configClass) as SettingDefinition[] | undefined) ?? [];
}
