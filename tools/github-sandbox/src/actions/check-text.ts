import { validationFailed } from '../world/github-error.js';

const LONGEST_BODY = 65_536;
const LONGEST_TITLE = 256;

/** @throws GitHubError 422 when a text is longer than GitHub stores */
export function checkBody(resource: string, body: string | null | undefined): void {
  if ((body ?? '').length <= LONGEST_BODY) return;
  throw resource === 'IssueComment'
    ? validationFailed({
        resource,
        code: 'unprocessable',
        field: 'data',
        message: `Body is too long (maximum is ${LONGEST_BODY} characters)`,
      })
    : validationFailed({
        resource,
        code: 'custom',
        field: 'body',
        message: `body is too long (maximum is ${LONGEST_BODY} characters)`,
      });
}

/** @throws GitHubError 422 when a title is blank or too long */
export function checkTitle(resource: string, title: string): void {
  if (!title.trim()) throw validationFailed({ resource, code: 'missing_field', field: 'title' });
  if (title.length > LONGEST_TITLE) {
    throw validationFailed({
      resource,
      code: 'custom',
      field: 'title',
      message: `title is too long (maximum is ${LONGEST_TITLE} characters)`,
    });
  }
}

/** @throws GitHubError 422 when there is nothing to read in a comment */
export function checkNotBlank(resource: string, body: string): void {
  if (!body.trim()) {
    throw validationFailed({ resource, code: 'custom', field: 'body', message: "body can't be blank" });
  }
}
