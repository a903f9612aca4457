import { SAMPLE, SAMPLE_FILES, searchReplace } from '@ai-coding-agent/github-sandbox';
import type { ModelRequest } from '@ai-coding-agent/testing';

const { fix, refinement } = SAMPLE;
const BROKEN = SAMPLE_FILES[fix.path] ?? '';
const FIXED = BROKEN.replace(fix.search, fix.replace);
const REFINED = FIXED.replace(refinement.search, refinement.replace);

/** What the scripted model says: it knows the sample's two changes, and admits that it knows nothing else. */
export function answerAsDemoModel({ prompt }: Pick<ModelRequest, 'prompt'>): string {
  const isAskedToRefine = prompt.includes(SAMPLE.refineInstructions);
  if (prompt.includes(BROKEN)) {
    return `Shipping is free from 50 € on, so the comparison has to include exactly 50 €.\n\n${searchReplace(fix)}`;
  }
  if (prompt.includes(FIXED) && isAskedToRefine) {
    return `The condition has a name of its own now.\n\n${searchReplace(refinement)}`;
  }
  if (prompt.includes(FIXED) || prompt.includes(REFINED)) {
    return 'I am a scripted model and know the answers of the demo alone. Set LLM_MODEL to talk to a real one.';
  }
  return `I need to see \`${fix.path}\`.`;
}
