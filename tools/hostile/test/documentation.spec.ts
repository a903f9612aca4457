import { expect, it } from 'vitest';
import { allAttacks } from '../src/all-attacks.js';
import { documentedRows, introduce } from '../src/report/documented-table.js';

it('has every attack in docs/SECURITY.md, and none there that achieves anything', () => {
  const documented = documentedRows();

  expect(documented.map(({ attack, tries }) => ({ attack, tries }))).toEqual(allAttacks('python').map(introduce));
  expect(documented.map(({ ours }) => ours)).toEqual(documented.map(() => 'nothing'));
  expect(documented.filter(({ plain }) => plain !== 'nothing').length).toBeGreaterThan(documented.length / 2);
});
