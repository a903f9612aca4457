const isTerminal = process.stdout.isTTY;
const style = (code: number, text: string) => (isTerminal ? `\u001b[${code}m${text}\u001b[0m` : text);

export function heading(text: string): void {
  console.log(`\n${style(1, `── ${text}`)}`);
}

export function line(text: string): void {
  console.log(`   ${text}`);
}

/** Text of several lines, set off from ours; diffs in colour. HTML comments are as invisible as on the page. */
export function indented(text: string): void {
  for (const row of text
    .replace(/<!--[\s\S]*?-->/g, '')
    .trim()
    .split('\n')) {
    const isAdded = row.startsWith('+') && !row.startsWith('+++');
    const isRemoved = row.startsWith('-') && !row.startsWith('---') && !row.startsWith('- ');
    console.log(`   ${style(2, '│')} ${isAdded ? style(32, row) : isRemoved ? style(31, row) : row}`);
  }
}
