import { PROVIDERS, type ProviderRow } from './provider-table.js';

/** Host name that the sandbox uses. Nobody looks it up: every connection of the sandbox goes to the socket. */
const SANDBOX_ORIGIN = 'http://llm-gateway';

/** How one model is reached. Printing it shows no key. */
export interface ModelRoute {
  /** LiteLLM's name of the model. */
  readonly model: string;
  /** The model's name (Azure: the deployment's) as the provider knows it. */
  readonly providerModel: string;
  readonly provider: ProviderRow;
  /** Base address of the provider, without a slash at the end. */
  readonly upstreamBase: string;
  readonly apiVersion: string | undefined;
  /** The provider's key, or an empty text when it needs none. */
  readonly key: () => string;
}

/** A model that the gateway cannot reach with the given settings; the message names the setting and no value. */
export class RouteError extends Error {
  override readonly name = 'RouteError';
}

/**
 * Looks `model` up in the table of providers.
 * @param settings the providers' settings by their usual names, such as `OPENAI_API_KEY`
 * @throws RouteError if a setting is missing or bad, or if the gateway does not know the provider
 */
export function resolveRoute(model: string, settings: Readonly<Record<string, string | undefined>>): ModelRoute {
  const provider = PROVIDERS.find(
    ({ prefixes, bareNames }) =>
      prefixes.some((prefix) => model.startsWith(prefix)) || (!model.includes('/') && bareNames?.test(model)),
  );
  if (!provider) {
    throw new RouteError(
      `The gateway does not know the provider of ${model}; LLM_CREDENTIALS=sandbox lets the agent reach it itself`,
    );
  }
  const prefix = provider.prefixes.find((candidate) => model.startsWith(candidate)) ?? '';
  const providerModel = model.slice(prefix.length);
  if (!providerModel) throw new RouteError(`${model} names a provider and no model`);

  const key = settings[provider.keySetting]?.trim() ?? '';
  const baseSetting = provider.baseSettings.find((name) => settings[name]);
  const base = baseSetting ? settings[baseSetting] : provider.defaultBase;
  if (!base) throw new RouteError(`${model} needs ${provider.baseSettings[0]}, the address of the provider`);
  if (!key && (provider.keyNeeded === 'always' || (provider.keyNeeded === 'own-address' && !baseSetting))) {
    throw new RouteError(`${model} needs ${provider.keySetting}, the key of the provider`);
  }
  const version = provider.versionSetting && (settings[provider.versionSetting] || provider.defaultVersion);
  return {
    model,
    providerModel,
    provider,
    upstreamBase: checkedBase(base, baseSetting ?? provider.name, provider),
    apiVersion: version,
    key: () => key,
  };
}

/**
 * What the agent in the sandbox needs to reach the model through the gateway, and all it may know: for LiteLLM's
 * parameters `api_base` and `api_key`, and for its environment, which is where it looks when it asks Ollama about a model.
 */
export function sandboxAccess(route: ModelRoute, token: string) {
  const { name, sandboxBase, baseSettings, keySetting } = route.provider;
  const apiBase = `${SANDBOX_ORIGIN}/${name}${sandboxBase}`;
  return { apiBase, apiKey: token, env: { [baseSettings[0]]: apiBase, [keySetting]: token } };
}

function checkedBase(base: string, setting: string, { baseSuffix }: ProviderRow): string {
  const url = URL.canParse(base) ? new URL(base) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.search || url.hash || url.username || url.password) {
    throw new RouteError(`${setting} must be an http(s) address without a query or credentials in it`);
  }
  const trimmed = url.href.replace(/\/+$/, '');
  return baseSuffix ? trimmed.replace(baseSuffix, '') : trimmed;
}
