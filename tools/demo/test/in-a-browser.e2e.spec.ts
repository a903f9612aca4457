import { SAMPLE } from '@ai-coding-agent/github-sandbox';
import { startLocalSystem, type LocalSystem } from '@ai-coding-agent/local-system';
import { createTemporaryVhost, findBrowser, type TemporaryVhost } from '@ai-coding-agent/testing';
import type {} from '@ai-coding-agent/testing/broker-setup';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { chooseModel } from '../src/choose-model.js';

const PATIENCE_MS = 45_000;

describe('a person with a browser', () => {
  let vhost: TemporaryVhost;
  let system: LocalSystem;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    vhost = await createTemporaryVhost(inject('broker'));
    const { env, script } = chooseModel({});
    const executablePath = findBrowser();
    if (!executablePath) throw new Error('there is no Chromium: `npm test` installs one, or says how');
    [system, browser] = await Promise.all([
      startLocalSystem({ rabbitmqUrl: vhost.url, env, script: script! }),
      // Root has no user namespace for the browser's own sandbox; the pages are ours.
      chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] }),
    ]);
    page = await browser.newPage({ baseURL: system.sandbox.serverUrl });
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  });
  afterAll(async () => {
    await browser?.close();
    await system?.close();
    await vhost.remove();
  });

  const comments = () => page.locator('article[id^="issuecomment-"]');
  const reacted = (emoji: string) => page.locator('.reactions', { hasText: emoji });

  it('signs in, adds the label, and sees the agent work without touching the page again', async () => {
    await page.goto('/login');
    await page.getByRole('button', { name: SAMPLE.maintainer.login, exact: true }).click();
    await page.goto(`/${SAMPLE.repository}/issues/${SAMPLE.issue.number}`);

    const label = page.getByPlaceholder('Add a label…');
    await label.fill('ai-fix');
    await label.press('Enter');

    await reacted('👀').first().waitFor();
    await comments().filter({ hasText: 'I opened' }).waitFor();
    await reacted('🚀').first().waitFor();
    expect(await comments().count()).toBe(1);
    expect(await comments().first().locator('header strong').textContent()).toBe(SAMPLE.agent.login);
  });

  it('follows the link to the pull request, writes /refine, and sees the same branch change', async () => {
    await comments()
      .first()
      .getByRole('link', { name: /\/pull\/2$/ })
      .click();
    await page.getByRole('heading', { name: /^Fix #1: / }).waitFor();

    await page.getByLabel('Comment').fill(`/refine ${SAMPLE.refineInstructions}`);
    await page.getByRole('button', { name: 'Comment', exact: true }).click();

    await reacted('🚀').first().waitFor();
    await page.getByRole('link', { name: 'Files changed' }).click();
    await page.locator('.added', { hasText: 'def ships_free(total: int) -> bool:' }).first().waitFor();
    await page.getByRole('link', { name: 'Commits' }).click();
    await page.locator('main', { hasText: SAMPLE.agent.login }).waitFor();
    expect(system.sandbox.comments(SAMPLE.repository, 2)).toHaveLength(2);
  });

  it('goes on talking, and is told when nothing was changed', async () => {
    await page.getByRole('link', { name: 'Conversation' }).click();

    await page.getByLabel('Comment').fill('/refine and now translate it into Latin');
    await page.getByRole('button', { name: 'Comment', exact: true }).click();

    await comments().nth(3).filter({ hasText: 'know the answers of the demo alone' }).waitFor();
    expect(await system.sandbox.log(SAMPLE.repository, 'ai-agent/quickfix-issue-1')).toHaveLength(3);
    expect(complaints).toEqual([]);
  });
});
