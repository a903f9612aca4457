import { ValidateBy } from 'class-validator';

const PARTS = ['completion', 'prompt'];

/** Checks prices of models: by name, `prompt` and `completion` in US dollars per million tokens and nothing else. */
export function ArePrices(): PropertyDecorator {
  return ValidateBy({
    name: 'arePrices',
    validator: {
      validate: (value: unknown) => isObject(value) && Object.values(value).every(isPrice),
      defaultMessage: () => 'must be JSON such as {"openai/x": {"prompt": 2.5, "completion": 10}}, no price below 0',
    },
  });
}

function isPrice(value: unknown): boolean {
  if (!isObject(value) || Object.keys(value).sort().join() !== PARTS.join()) return false;
  return PARTS.every((part) => typeof value[part] === 'number' && Number.isFinite(value[part]) && value[part] >= 0);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
