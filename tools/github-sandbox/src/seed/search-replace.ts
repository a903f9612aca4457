import type { SampleEdit } from './sample.js';

/** An edit as a model writes it: the path, then a SEARCH/REPLACE block in a code fence. */
export function searchReplace({ path, search, replace }: SampleEdit): string {
  return `${path}\n\`\`\`python\n<<<<<<< SEARCH\n${search}=======\n${replace}>>>>>>> REPLACE\n\`\`\`\n`;
}
