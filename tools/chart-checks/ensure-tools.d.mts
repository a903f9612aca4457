/** Makes what is missing of Helm and the linters, and says where they are. */
export function ensureTools(log?: (line: string) => void): Promise<{ bin: string; helm: string }>;
