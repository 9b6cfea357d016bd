import { randomUUID } from 'node:crypto';
import type { Sql } from 'postgres';
import type { Member } from '#hub/organizations/actor.ts';
import { customer, type TestCustomer } from './customers.ts';
import { joins, organization, person } from './people.ts';

/** A business with an owner and so many customers, each with an address and an open case. */
export async function peopleWhoTalk(
	sql: Sql,
	many: number
): Promise<{ member: Member; customers: (TestCustomer & { inquiryId: string })[] }> {
	const orgId = await organization(sql, 'Studio Lumi');
	const member = await joins(sql, await person(sql, 'Olga Owner'), orgId, 'owner');
	const customers: (TestCustomer & { inquiryId: string })[] = [];
	for (let index = 0; index < many; index++) {
		const added = await customer(sql, orgId, `Carla ${index}`);
		const email = `carla-${index}@example.com`;
		const inquiryId = randomUUID();
		await sql`update customers set email = ${email}, email_normalized = ${email} where id = ${added.id}`;
		await sql`insert into inquiries (org_id, id, number, customer_id, subject)
			values (${orgId}, ${inquiryId}, ${index + 1}, ${added.id}, ${`Case ${index}`})`;
		customers.push({ ...added, inquiryId });
	}
	await sql`update organizations set last_case_number = ${many} where id = ${orgId}`;
	return { member, customers };
}
