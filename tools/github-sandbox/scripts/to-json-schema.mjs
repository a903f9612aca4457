const KEPT = new Set([
  'type',
  'format',
  'enum',
  'required',
  'properties',
  'additionalProperties',
  'items',
  'allOf',
  'anyOf',
  'oneOf',
  'minItems',
  'maxItems',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'pattern',
  'nullable',
  '$ref',
]);
/** The formats that the validator knows; GitHub's own ones (`repo.nwo`, `timestamp`) say nothing to it. */
const FORMATS = new Set(['date-time', 'date', 'uri', 'email', 'uuid', 'int64', 'int32']);

/**
 * From OpenAPI 3.0 to the JSON schema that ajv 8 reads: no prose, and `nullable` as a type.
 * @param {object | boolean} schema
 * @param {(reference: string) => string} follow new place of a reference
 */
export function toJsonSchema(schema, follow) {
  if (typeof schema !== 'object') return schema;
  if (schema.$ref) return orNull({ $ref: follow(schema.$ref) }, schema.nullable);
  const converted = {};
  for (const [key, value] of Object.entries(schema)) {
    if (!KEPT.has(key) || key === 'nullable') continue;
    if (key === 'format' && !FORMATS.has(value)) continue;
    converted[key] = convertKeyword(key, value, (inner) => toJsonSchema(inner, follow));
  }
  if (schema.nullable && typeof converted.type === 'string') {
    converted.type = [converted.type, 'null'];
    if (converted.enum && !converted.enum.includes(null)) converted.enum = [...converted.enum, null];
    return converted;
  }
  return orNull(converted, schema.nullable && converted.type === undefined && Object.keys(converted).length > 0);
}

function convertKeyword(key, value, convert) {
  if (key === 'properties') {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, convert(inner)]));
  }
  if (['allOf', 'anyOf', 'oneOf'].includes(key)) return value.map(convert);
  if (key === 'items' || key === 'additionalProperties') return convert(value);
  return value;
}

function orNull(schema, nullable) {
  return nullable ? { anyOf: [{ type: 'null' }, schema] } : schema;
}
