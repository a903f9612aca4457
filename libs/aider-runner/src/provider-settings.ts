const SUFFIXED = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_(?:API_KEY|API_BASE|BASE_URL|API_VERSION|API_TYPE)$/;
const NEVER = /^(?:AIDER|GIT|PYTHON|LD|DYLD|NODE|NPM)_/;
const OTHERS: ReadonlySet<string> = new Set([
  'OPENAI_ORGANIZATION',
  'OPENAI_PROJECT',
  'AZURE_AD_TOKEN',
  'AZURE_TENANT_ID',
  'AZURE_CLIENT_ID',
  'AZURE_CLIENT_SECRET',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_BEARER_TOKEN_BEDROCK',
  'AWS_REGION',
  'AWS_REGION_NAME',
  'AWS_DEFAULT_REGION',
  'VERTEXAI_PROJECT',
  'VERTEXAI_LOCATION',
  'VERTEXAI_CREDENTIALS',
  'GOOGLE_APPLICATION_CREDENTIALS',
  'HF_TOKEN',
  'DATABRICKS_TOKEN',
  'WATSONX_TOKEN',
  'WATSONX_PROJECT_ID',
]);
const SECRET = /(?:KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS)(?:_ID)?$|(?:KEY|TOKEN|SECRET|PASSWORD)_|AUTHORIZATION/;

/** Whether an environment variable is a setting of a model provider, which a job may carry. */
export function isProviderSetting(name: string): boolean {
  return !NEVER.test(name) && (OTHERS.has(name) || SUFFIXED.test(name));
}

/** Whether the value behind a name (of a variable, a header, a parameter) must not be seen by anybody. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name.toUpperCase().replaceAll('-', '_'));
}

/** Those of the variables that are settings of model providers and not empty. */
export function pickProviderSettings(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => isProviderSetting(entry[0]) && !!entry[1]),
  );
}
