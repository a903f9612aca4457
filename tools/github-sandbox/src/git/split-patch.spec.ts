import { expect, test } from 'vitest';
import { splitPatch } from './split-patch.js';

test('each file has its hunks; one without has none', () => {
  const diff = `diff --git a/a b/a
index 1..2 100644
--- a/a
+++ b/a
@@ -1 +1 @@
-diff --git a/x b/x
+@@ not a hunk
diff --git a/b b/c @@ d
similarity index 100%
rename from b
rename to c @@ d
`;

  const patches = splitPatch(diff);

  expect(patches).toEqual(['@@ -1 +1 @@\n-diff --git a/x b/x\n+@@ not a hunk', undefined]);
});
