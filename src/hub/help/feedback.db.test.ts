import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { joins, organization, person, testHub } from '#support/people.ts';
import { canWriteToOperator, helpfulnessOf, sayHelpful, writeToOperator } from './feedback.ts';

let fresh: FreshDatabase;
let olga: Member;
let ada: Member;

beforeAll(async () => {
	fresh = await freshDatabase();
	const lumi = await organization(fresh.owner, 'Studio Lumi');
	olga = await joins(fresh.owner, await person(fresh.owner, 'Olga Owner'), lumi, 'owner');
	ada = await joins(fresh.owner, await person(fresh.owner, 'Ada Agent'), lumi, 'agent');
});
afterAll(() => fresh.drop());

const says = (actor: Member, helpful: boolean) =>
	asMember(fresh.database, actor, (tx) => sayHelpful(tx, actor, 'team', helpful));
const said = (actor: Member) => asMember(fresh.database, actor, (tx) => helpfulnessOf(tx, actor, 'team'));

describe('was this article helpful?', () => {
	it('is answered once by each member, who may change her mind', async () => {
		await says(olga, false);
		await says(olga, true);
		expect(await said(olga)).toBe(true);
		expect(await said(ada)).toBeNull();
		expect((await fresh.owner`select from help_votes`).count).toBe(1);
	});

	it('is not asked about an article that is not there', async () => {
		await expect(
			asMember(fresh.database, olga, (tx) => sayHelpful(tx, olga, 'no-such-article', true))
		).rejects.toMatchObject({ refusal: 'not-found' });
	});
});

describe('a message to the operator', () => {
	it('leaves for the address of the instance, with the name and address of who wrote it', async () => {
		const hub = testHub(fresh.database, { MAIL_FROM: 'Customer Hub <operator@hub.example>' });
		expect(canWriteToOperator(hub)).toBe(true);
		await writeToOperator(hub, ada, 'team', 'How do I add a sixth role? {link}');
		const [mail] = await fresh.owner`select recipient, subject, body_text, path from outbox_mails`;
		expect(mail).toMatchObject({
			recipient: 'operator@hub.example',
			subject: 'Help: Work as a team',
			path: '/help/team'
		});
		expect(mail?.['body_text']).toContain('Ada Agent');
		expect(mail?.['body_text']).toContain('How do I add a sixth role? { link }');
	});

	it('is refused where no mail is set up, and says so', async () => {
		const hub = testHub(fresh.database);
		expect(canWriteToOperator(hub)).toBe(false);
		await expect(writeToOperator(hub, ada, 'team', 'Hello?')).rejects.toMatchObject({
			refusal: 'unavailable'
		});
	});

	it('is limited to ten an hour for each person', async () => {
		const hub = testHub(fresh.database, { MAIL_FROM: 'operator@hub.example' });
		for (let count = 0; count < 10; count++) await writeToOperator(hub, olga, 'team', `Message ${count}`);
		await expect(writeToOperator(hub, olga, 'team', 'One more')).rejects.toMatchObject({
			refusal: 'too-many'
		});
	});
});
