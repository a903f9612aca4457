import type { FastifyInstance } from 'fastify';
import { identifyCaller } from '../access/identify-caller.js';
import { GitHubError } from '../world/github-error.js';
import type { WebhookSender } from '../webhooks/webhook-sender.js';
import type { World } from '../world/world.js';
import { answerConditionally } from './answer-conditionally.js';
import { sendError } from './send-error.js';
import type { RateLimit } from './rate-limit.js';
import { repositoryRoutes } from './repository-routes.js';
import { appRoutes } from './routes/app-routes.js';
import { commentRoutes } from './routes/comment-routes.js';
import { commitRoutes } from './routes/commit-routes.js';
import { contentRoutes } from './routes/content-routes.js';
import { hookRoutes } from './routes/hook-routes.js';
import { issueRoutes } from './routes/issue-routes.js';
import { labelRoutes } from './routes/label-routes.js';
import { pullRoutes } from './routes/pull-routes.js';
import { reactionRoutes } from './routes/reaction-routes.js';
import { repositoryRoute } from './routes/repository-route.js';
import { reviewCommentRoutes } from './routes/review-comment-routes.js';
import { reviewRoutes } from './routes/review-routes.js';
import { userRoutes } from './routes/user-routes.js';

/** The REST API; to be registered with a prefix. */
export function restApi(world: World, rateLimit: RateLimit, sender: WebhookSender) {
  return (app: FastifyInstance, _options: unknown, done: () => void): void => {
    app.removeAllContentTypeParsers(); // the API reads JSON whatever its content type is said to be
    app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body));
    app.addHook('onRequest', (request, reply, next) => {
      const caller = identifyCaller(world, request.headers.authorization);
      rateLimit.count(caller, reply);
      reply.header('x-github-media-type', 'github.v3; format=json');
      reply.header('x-github-request-id', request.id);
      if (!request.headers['user-agent']) {
        const rule = 'Request forbidden by administrative rules. Please make sure your request has a User-Agent header';
        throw new GitHubError(403, rule);
      }
      if (caller.kind === 'refused') throw new GitHubError(caller.status, caller.message);
      next();
    });
    app.addHook('onSend', answerConditionally);
    app.setErrorHandler(sendError);
    app.setNotFoundHandler((request, reply) => sendError(new GitHubError(404, 'Not Found'), request, reply));

    const route = repositoryRoutes(app, world);
    userRoutes(app, world);
    appRoutes(app, world, sender);
    repositoryRoute(route);
    issueRoutes(route);
    commentRoutes(route);
    labelRoutes(route);
    reactionRoutes(route);
    pullRoutes(route);
    reviewRoutes(route);
    reviewCommentRoutes(route);
    commitRoutes(route);
    contentRoutes(route);
    hookRoutes(route, sender);
    done();
  };
}
