import type { FastifyInstance } from 'fastify';
import { identifyCaller } from '../../access/identify-caller.js';
import { renderPrivateUser, renderPublicUser } from '../../render/render-user.js';
import { GitHubError } from '../../world/github-error.js';
import type { World } from '../../world/world.js';

/** Who the token belongs to, and who others are. */
export function userRoutes(app: FastifyInstance, world: World): void {
  app.get('/user', (request) => {
    const caller = identifyCaller(world, request.headers.authorization);
    if (caller.kind === 'anonymous') throw new GitHubError(401, 'Requires authentication');
    if (caller.kind !== 'token' || caller.token.narrowed?.installation) {
      throw new GitHubError(403, 'Resource not accessible by integration');
    }
    return renderPrivateUser(world.addresses, caller.token.account);
  });
  app.get<{ Params: { login: string } }>('/users/:login', (request) =>
    renderPublicUser(world.addresses, world.account(request.params.login)),
  );
}
