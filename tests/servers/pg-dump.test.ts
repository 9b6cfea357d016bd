import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eraseCustomer } from '#hub/privacy/erasure.ts';
import { signIn } from '#hub/people/sign-in.ts';
import { openTestInstance, type TestInstance } from '#support/instance.ts';
import { wholeOrganization } from '#support/organizations.ts';
import { from, joins, person } from '#support/people.ts';
import { PROGRAMS } from './postgresql.ts';

let hub: TestInstance;
beforeAll(async () => {
	hub = await openTestInstance();
});
afterAll(() => hub.close());

/** What an operator's own dump says, in lower case. */
const dump = () =>
	execFileSync(`${PROGRAMS}/pg_dump`, ['--dbname', hub.fresh.ownerUrl], { maxBuffer: 2 ** 28 })
		.toString()
		.toLowerCase();

test('a dump by pg_dump says nothing of an erased customer, and all of another', async () => {
	const lumi = await wholeOrganization(hub.fresh.owner, 'Studio Lumi');
	const [carla, dana] = lumi.customers;
	if (!carla || !dana) throw new Error('the salon has customers');
	const who = await person(hub.fresh.owner, 'Olga Owner');
	const actor = await joins(hub.fresh.owner, who, lumi.orgId, 'owner');
	const { token } = await signIn(hub, { email: who.email, password: who.password }, from());
	const says = (text: string) => ({
		carla: [carla.id, carla.inquiryId, carla.messageId, carla.documentId, carla.attachmentId, carla.quoteId]
			.concat(['carla', Buffer.from('carla@example.com').toString('hex'), carla.objectKey.toLowerCase()])
			.filter((needle) => text.includes(needle)),
		dana: text.includes('dana@example.com') && text.includes(dana.messageId)
	});
	await hub.fresh
		.owner`update customer_imports set sheet = ${Buffer.from('carla@example.com')} where org_id = ${lumi.orgId}`;
	expect(says(dump())).toMatchObject({ carla: { length: 9 }, dana: true });
	const typed = { name: 'Carla Customer', password: who.password };
	const { finished } = await eraseCustomer(hub, { token, personId: who.id }, actor, carla.id, typed);
	expect(finished).toBe(true);
	expect(says(dump())).toEqual({ carla: [], dana: true });
});
