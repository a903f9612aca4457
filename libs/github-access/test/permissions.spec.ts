import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { GitHubPermissions } from '../src/index.js';
import { createGitHubScene, type GitHubScene } from './github-scene.js';

let sandbox: GitHubScene['sandbox'];
let clients: GitHubScene['clients'];
let scene: GitHubScene;
let repository: string;

beforeAll(async () => {
  scene = await createGitHubScene();
  ({ sandbox, clients } = scene);
});
afterAll(() => sandbox.close());
beforeEach(async () => void (repository = await scene.newRepository()));

it('asks GitHub who may write', async () => {
  const permissions = new GitHubPermissions(clients);
  sandbox.setPermission(repository, 'stranger', 'triage');

  expect(await permissions.mayWrite(repository, 'maintainer')).toBe(true);
  expect(await permissions.mayWrite(repository, 'agent')).toBe(true);
  expect(await permissions.mayWrite(repository, 'stranger')).toBe(false);
  sandbox.setPermission(repository, 'stranger', 'read');
  expect(await permissions.mayWrite(repository, 'stranger')).toBe(false);
  expect(await permissions.mayWrite(repository, 'nobody-at-all')).toBe(false);
});

it('takes a custom role for the one it is based on, and no answer for no permission', async () => {
  const permissions = new GitHubPermissions(clients);
  const answers = (body: object) =>
    sandbox.injectFault({ path: /collaborators\/stranger\/permission/, status: 200, body });

  answers({ permission: 'write', role_name: 'release-manager', user: null });
  expect(await permissions.mayWrite(repository, 'stranger')).toBe(true);
  answers({ permission: 'read', role_name: 'admin-in-name-only', user: null });
  expect(await permissions.mayWrite(repository, 'stranger')).toBe(false);
  sandbox.injectFault({ path: /permission/, status: 503, body: {}, times: 2 });
  await expect(permissions.mayWrite(repository, 'stranger')).rejects.toMatchObject({ code: 'github-error' });
});
