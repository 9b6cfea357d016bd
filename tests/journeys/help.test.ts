import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { articles } from '#hub/help/articles.ts';
import { plain } from '#hub/help/article.ts';
import { receiveMessage } from '#hub/messages/receive.ts';
import { asWorker } from '#hub/organizations/actor.ts';
import { sharedApp, type RunningApp } from '#support/app.ts';
import { desk, launchBrowser, visit } from '#support/browser.ts';
import { followers, type World } from '#support/help-steps.ts';
import { salon, type Salon } from '#support/salon.ts';
import { openSignedIn } from '#support/signed-in.ts';

let app: RunningApp;
let browser: Browser;
let lumi: Salon;

beforeAll(async () => {
	app = sharedApp();
	browser = await launchBrowser();
	lumi = await salon(app, 'Studio Lumi');
	await app.fresh.owner`update organizations set case_prefix = 'YS' where id = ${lumi.orgId}`;
	await app.fresh.owner`insert into inquiries (org_id, id, number, customer_id, subject)
		values (${lumi.orgId}, ${randomUUID()}, 123, ${lumi.customers[0]?.id ?? ''}, 'Wedding in May')`;
	await asWorker(app.fresh.database, lumi.orgId, async (tx) => {
		const [row] = await tx<{ id: string }[]>`select id from inquiries where number = 123`;
		await receiveMessage(tx, {
			orgId: lumi.orgId,
			inquiryId: row?.id ?? '',
			customerId: lumi.customers[0]?.id ?? '',
			channel: 'portal',
			body: 'Are you free on Friday?'
		});
	});
});
afterAll(() => app.stop());

const signedIn = (): Promise<Page> => openSignedIn({ app, browser }, desk, lumi.owner);

describe('an article does what it says', () => {
	it.each(articles.map(({ slug }) => slug))('%s', async (slug) => {
		const article = articles.find((one) => one.slug === slug);
		const follower = followers[slug];
		if (!article || !follower) throw new Error(`nobody follows the steps of "${slug}"`);
		const steps = article.parts.flatMap((part) => (part.kind === 'steps' ? [...part.steps] : []));
		const page = await signedIn();
		await visit(page, `${app.origin}/help/${slug}`);
		await page.getByRole('heading', { level: 1, name: article.title }).waitFor();
		expect(await page.getByRole('article').getByRole('listitem').allInnerTexts()).toEqual(
			expect.arrayContaining(steps.map(({ text }) => plain(text)))
		);
		const world: World = { app, page, salon: lumi, customer: 'Carla Customer' };
		const does = follower(world);
		expect(Object.keys(does), 'every step is followed, in its order').toEqual(steps.map(({ id }) => id));
		for (const [id, step] of Object.entries(does)) {
			await step().catch((cause: unknown) => {
				throw new Error(`step "${id}" of "${slug}" cannot be followed`, { cause });
			});
		}
	});
});

describe('the help centre', () => {
	it('is searched, read and judged by keyboard', async () => {
		const page = await signedIn();
		await visit(page, `${app.origin}/help`);
		await page.getByRole('searchbox', { name: 'Search the help centre' }).fill('whatsapp');
		await page.getByRole('link', { name: 'Connect your mail and WhatsApp' }).press('Enter');
		await page.getByRole('heading', { level: 1, name: 'Connect your mail and WhatsApp' }).waitFor();
		await page.getByRole('button', { name: 'Yes' }).press('Enter');
		await expect
			.poll(() => page.getByRole('button', { name: 'Yes' }).getAttribute('aria-pressed'))
			.toBe('true');
		await page.getByText('Ask whoever runs this installation').waitFor();
	});
});
