import { hashPortalToken, newPortalToken } from '#hub/customers/portal-token.ts';
import type { Member, MemberRole } from '#hub/organizations/actor.ts';
import type { Holder } from '#hub/people/account.ts';
import { eraseCustomer } from '#hub/privacy/erasure.ts';
import type { TestInstance } from './instance.ts';
import { wholeOrganization, type Whole } from './organizations.ts';
import { joins, signedInPerson, type TestPerson } from './people.ts';
import { streamOf } from './streams.ts';

export type Colleague = TestPerson & { actor: Member; holder: Holder };
type Typed = { name?: string; password?: string; request?: string };

/** A business with two whole customers, files of theirs and an owner who may erase them. */
export type ErasingSalon = {
	lumi: Whole;
	carla: Whole['customers'][number];
	dana: Whole['customers'][number];
	/** Of Carla's portal. */
	token: string;
	olga: Colleague;
	colleague(role: MemberRole): Promise<Colleague>;
	/** As `who`, by default the owner; by default Carla. */
	erase(
		who?: Colleague,
		id?: string,
		typed?: Typed,
		instance?: TestInstance
	): ReturnType<typeof eraseCustomer>;
	/** Whether there is such a customer; by default Carla. */
	there(id?: string): Promise<boolean>;
};

/** In an instance that is the calling file's alone: what earlier tests left is of nobody any more. */
export async function erasingSalon(hub: TestInstance): Promise<ErasingSalon> {
	const { owner } = hub.fresh;
	for (const table of [
		'attempts',
		'erasure_receipts',
		'erasures',
		'outbox_mails',
		'graphile_worker._private_jobs'
	])
		await owner`delete from ${owner(table)}`;
	await owner`update customers set name = 'Somebody else', search_text = 'x', email = null, email_normalized = null`;
	const lumi = await wholeOrganization(owner, 'Studio Lumi');
	for (const table of ['erasures', 'channels'])
		await owner`delete from ${owner(table)} where org_id = ${lumi.orgId}`;
	const [carla, dana] = lumi.customers as [Whole['customers'][number], Whole['customers'][number]];
	const token = newPortalToken();
	await owner`update customers set portal_token_hash = ${hashPortalToken(token)} where id = ${carla.id}`;
	for (const { key } of await owner<{ key: string }[]>`select key from objects where org_id = ${lumi.orgId}`)
		await hub.storage.put(key, streamOf(Buffer.from('abc')), { replace: true });
	async function colleague(role: MemberRole): Promise<Colleague> {
		const who = await signedInPerson(owner, `Robin ${role}`);
		const actor = await joins(owner, who, lumi.orgId, role);
		return { ...who, actor, holder: { token: who.token, personId: who.id } };
	}
	const olga = await colleague('owner');
	const erase: ErasingSalon['erase'] = (who = olga, id = carla.id, typed = {}, instance = hub) =>
		eraseCustomer(instance, who.holder, who.actor, id, {
			name: 'Carla Customer',
			password: who.password,
			...typed
		});
	const there = async (id = carla.id) => (await owner`select from customers where id = ${id}`).length === 1;
	return { lumi, carla, dana, token, olga, colleague, erase, there };
}
