/** Roles in a repository, weakest first. */
export const ROLES = ['none', 'read', 'triage', 'write', 'maintain', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Whether `role` includes everything that `needed` may do. */
export function roleIncludes(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/** The older, coarser word that GitHub also gives for a role. */
export function legacyPermission(role: Role): 'none' | 'read' | 'write' | 'admin' {
  if (role === 'maintain') return 'write';
  return role === 'triage' ? 'read' : role;
}
