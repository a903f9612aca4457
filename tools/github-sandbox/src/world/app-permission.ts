export type PermissionLevel = 'read' | 'write';

/** The permissions of Apps and fine-grained tokens that the sandbox tells apart. */
export const APP_PERMISSIONS = [
  'metadata',
  'contents',
  'issues',
  'pull_requests',
  'administration',
  'repository_hooks',
  'workflows',
] as const;
export type AppPermission = (typeof APP_PERMISSIONS)[number];

/** What an App or a fine-grained token may do, by area. */
export type AppPermissions = Partial<Record<AppPermission, PermissionLevel>>;

/** Whether `granted` lets one do `level` in `area`. */
export function grants(granted: AppPermissions, area: AppPermission, level: PermissionLevel): boolean {
  return granted[area] === 'write' || granted[area] === level;
}
