import type { CommitText } from '@ai-coding-agent/job-pipeline';

const SUBJECT_LENGTH = 72;
const TRAILER_LENGTH = 200;
/** Also the characters that make text run backwards: they would hide what it says. */
// eslint-disable-next-line no-control-regex -- exactly these are to be removed
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g;
// eslint-disable-next-line no-control-regex -- as above, but lines and tabs stay
const CONTROL_IN_BODY = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+/g;

/** The message of a commit: subject, body and trailers, whatever is in the texts. */
export function commitMessage({ subject, body, trailers }: CommitText): string {
  const lines = trailers.map(([name, value]) => trailerLine(name, value)).filter(Boolean);
  const paragraphs = [subjectLine(subject), bodyText(body), lines.join('\n')];
  return `${paragraphs.filter(Boolean).join('\n\n')}\n`;
}

function subjectLine(text: string): string {
  const line = oneLine(text) || 'Change files';
  const characters = [...line];
  if (characters.length <= SUBJECT_LENGTH) return line;
  const cut = characters.slice(0, SUBJECT_LENGTH).join('');
  const lastSpace = cut.lastIndexOf(' ');
  const kept = lastSpace > 0 ? cut.slice(0, lastSpace) : [...cut].slice(0, -1).join('');
  return `${kept.trimEnd()}…`;
}

function bodyText(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n').replace(CONTROL_IN_BODY, '').split('\n');
  return lines
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\n+$/g, '');
}

function trailerLine(name: string, value: string): string {
  const token = name.replace(/[^A-Za-z0-9-]/g, '');
  const text = [...oneLine(value)].slice(0, TRAILER_LENGTH).join('').trim();
  return token && text ? `${token}: ${text}` : '';
}

function oneLine(text: string): string {
  return text.replace(CONTROL, ' ').replace(/\s+/g, ' ').trim();
}
