import type { Account } from '../world/account.js';
import type { Issue, Label } from '../world/issue.js';
import { REACTIONS, type Reaction, type ReactionContent } from '../world/reaction.js';
import { html, type Content, type Html } from './html.js';
import { renderText } from './render-text.js';

const EMOJI: Record<ReactionContent, string> = {
  '+1': '👍',
  '-1': '👎',
  laugh: '😄',
  confused: '😕',
  heart: '❤️',
  hooray: '🎉',
  rocket: '🚀',
  eyes: '👀',
};

export function person({ id, login }: Account): Html {
  return html`<img src="/avatars/u/${id}" alt="" /> <strong>${login}</strong>`;
}

/** `1 comment`, `2 comments`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A time that a reader understands at once. */
export function time(at: string): Html {
  return html`<time datetime="${at}">${at.replace('T', ' ').replace('Z', ' UTC')}</time>`;
}

export function label({ name, color }: Label): Html {
  return html`<span class="label" style="--dot:#${color}">${name}</span>`;
}

export function stateOf({ state, pull }: Issue): Html {
  if (pull?.merged) return html`<span class="state">Merged</span>`;
  if (state === 'closed') return html`<span class="state">Closed</span>`;
  return pull?.draft ? html`<span class="state draft">Draft</span>` : html`<span class="state open">Open</span>`;
}

export function reactions(given: readonly Reaction[]): Content {
  const shown = REACTIONS.flatMap((content) => {
    const who = given.filter((each) => each.content === content).map(({ account }) => account.login);
    return who.length > 0 ? html`<span title="${who.join(', ')}">${EMOJI[content]} ${who.length}</span>` : [];
  });
  return shown.length > 0 && html`<div class="reactions">${shown}</div>`;
}

/** Something that somebody wrote. */
export interface Remark {
  readonly anchor: string;
  readonly author: Account;
  readonly at: string;
  readonly verb: string;
  readonly body: string | null;
  readonly reactions: readonly Reaction[];
  /** Shown above the text, like the hunk that a remark is about. */
  readonly context?: Content;
}

export function remark({ anchor, author, at, verb, body, reactions: given, context }: Remark): Html {
  return html`<article class="box" id="${anchor}">
    <header>${person(author)} ${verb} ${time(at)}</header>
    <div class="body">${context} ${renderText(body)} ${reactions(given)}</div>
  </article>`;
}
