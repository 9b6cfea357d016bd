import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { normalizePhone, phoneTail } from '#hub/customers/phone.ts';
import { normalizeEmail } from '#hub/customers/sql.ts';
import type { Maintenance } from '#platform/database/maintenance.ts';
import { isErrno } from '#platform/errno.ts';
import { unsettledThatName } from '#hub/referrals/unsettled.ts';
import { isAddress, isUuid } from '#platform/forms/text.ts';
import type { Instance } from '#platform/instance.ts';
import { whom } from './erasure-sql.ts';
import { hashesOf } from './ledger.ts';
import { patternOf, type Sought } from './person.ts';
import { objectsOf, rowsByClaim, type Person } from './removal-sql.ts';
import * as sql from './trace-sql.ts';
import type { Place } from './trace-sql.ts';

/** Every place that still names a person. */
export type Trace = {
	tables: Place[];
	/** Keys of objects that are in storage. */
	objects: string[];
	/** Log files and notes below DATA_DIR with a line that names her. */
	files: string[];
};

/** What is looked for; null: it is no id, address or number that could be told from others. */
export function readSought(text: string): Sought | null {
	const given = text.trim();
	if (isUuid(given)) return { ids: [given.toLowerCase()], emails: [], phones: [] };
	if (given.includes('@')) {
		const email = isAddress(given) ? normalizeEmail(given) : null;
		return email === null ? null : { ids: [], emails: [email], phones: [] };
	}
	const phone = normalizePhone(given);
	return phone && phoneTail(phone) !== null ? { ids: [], emails: [], phones: [phone] } : null;
}

/**
 * B1: looks for a person in every text, JSON, list and bytes of every table, the job queue's too, in storage and in log files. As
 * long as somebody has what is looked for, everything that is hers counts, whatever it says. What is inside files is not read.
 */
export async function trace(
	{ config, secrets, storage }: Pick<Instance, 'config' | 'secrets' | 'storage'>,
	maintenance: Maintenance,
	sought: Sought
): Promise<Trace> {
	const { places, keys } = await maintenance.transaction(async (tx) => {
		const all: Sought = { ids: [...sought.ids], emails: [...sought.emails], phones: [...sought.phones] };
		const people: Person[] = [];
		for (const { orgId, customerId } of await sql.customersWith(tx, sought)) {
			const who = await whom(tx, orgId, customerId);
			if (!who) continue;
			const ids = [customerId, ...who.mergedIds];
			people.push({ orgId, customerId, emails: who.emails, phones: who.phones, ids });
			all.ids.push(...ids);
			all.emails.push(...who.emails);
			all.phones.push(...who.phones);
		}
		const places = new Map<string, Place>();
		const add = (place: Place) => {
			const name = `${place.table}.${place.column}`;
			const before = places.get(name);
			if (!before || before.rows < place.rows) places.set(name, place);
		};
		(await sql.placesThatName(tx, all)).forEach(add);
		const keys: string[] = [];
		for (const person of people) {
			(await rowsByClaim(tx, person)).forEach(add);
			const unsettled = await unsettledThatName(tx, person);
			// The case is nobody's, and its text need not name her.
			if (unsettled) add({ table: 'referrals', column: 'inquiry_id', rows: unsettled });
			keys.push(...(await objectsOf(tx, person)).map(({ key }) => key));
		}
		const hashes = hashesOf(secrets, all);
		keys.push(...(await sql.objectsOnTheirWay(tx, hashes)));
		return { places: [...places.values()], keys };
	});
	const objects: string[] = [];
	for (const key of new Set(keys)) if (await storage.stat(key)) objects.push(key);
	return { tables: places, objects, files: await filesThatName(config, sought) };
}

/** Logs that the embedded database or the operator wrote there (the app itself logs to its output alone), and notes such as the demo's. */
async function filesThatName(config: Instance['config'], sought: Sought): Promise<string[]> {
	const found: string[] = [];
	const words = [patternOf(sought), ...sought.ids].filter((one) => one !== null).join('|');
	const pattern = new RegExp(words, 'i');
	const entries = await readdir(config.dataDir, { withFileTypes: true }).catch((error: unknown) => {
		if (isErrno(error, 'ENOENT')) return [];
		throw error;
	});
	for (const entry of entries) {
		const path = join(config.dataDir, entry.name);
		if (!entry.isFile() || !/\.(log|json)$/.test(entry.name) || path === resolve(config.erasureLedger))
			continue;
		for await (const line of createInterface({ input: createReadStream(path) }))
			if (pattern.test(line)) {
				found.push(path);
				break;
			}
	}
	return found;
}
