// Makes src/gitleaks-rules.json from gitleaks' own configuration, which is part of its Go module:
//
//   go mod download -json github.com/zricethezav/gitleaks/v8@v8.30.1     # prints `Dir`
//   node libs/secret-scanner/scripts/extract-rules.mjs DIR v8.30.1
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';

const [folder, version] = process.argv.slice(2);
if (!folder || !version) throw new Error('usage: extract-rules.mjs DIR VERSION');
const { rules, allowlist } = parse(readFileSync(join(folder, 'config/gitleaks.toml'), 'utf8'));

const allowlistOf = ({ condition, regexTarget, paths, regexes, stopwords }) => ({
  ...(condition && { condition }),
  ...(regexTarget && { regexTarget }),
  ...(paths && { paths }),
  ...(regexes && { regexes }),
  ...(stopwords && { stopwords }),
});
const ruleOf = ({ id, description, regex, path, keywords, entropy, secretGroup, allowlists }) => ({
  id,
  description,
  regex,
  ...(path && { path }),
  ...(keywords && { keywords }),
  ...(entropy && { entropy }),
  ...(secretGroup && { secretGroup }),
  ...(allowlists && { allowlists: allowlists.map(allowlistOf) }),
});

const output = {
  source: 'github.com/gitleaks/gitleaks, config/gitleaks.toml',
  version,
  license: 'MIT, Copyright (c) 2019 Zachary Rice; see rules/LICENSE',
  allowlist: allowlistOf(allowlist),
  // A rule without a pattern is about the name of a file alone.
  rules: rules.filter(({ regex }) => regex).map(ruleOf),
};
writeFileSync(new URL('../src/gitleaks-rules.json', import.meta.url), `${JSON.stringify(output, null, 1)}\n`);
copyFileSync(join(folder, 'LICENSE'), new URL('../rules/LICENSE', import.meta.url));
console.log(`${output.rules.length} rules of ${version}`);
