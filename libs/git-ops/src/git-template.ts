import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckoutFolder } from './checkout-folder.js';
import { STORED_AS_IS } from './stored-as-is.js';

/** Option of git for what a new git directory begins with. */
export async function gitTemplate(folder: CheckoutFolder): Promise<string> {
  const template = folder.scratch();
  await mkdir(join(template, 'info'), { recursive: true });
  await writeFile(join(template, 'info', 'attributes'), STORED_AS_IS);
  return `--template=${template}`;
}
