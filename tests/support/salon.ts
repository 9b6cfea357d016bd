import { randomUUID } from 'node:crypto';
import type { RunningApp } from '#support/app.ts';
import { customer, type TestCustomer } from '#support/customers.ts';
import { joins, organization, signedInPerson } from '#support/people.ts';
import type { MemberRole } from '#hub/organizations/actor.ts';

type Fetch = ReturnType<RunningApp['as']>;

/** Whoever asks: what she sends along, and `fetch` with it. */
export type Asking = { fetch: Fetch; cookie: string | null; memberId: string; personId: string };

/** A business in the app, with customers and with people who are signed in, as asked for. */
export type Salon = {
	orgId: string;
	customers: TestCustomer[];
	owner: Asking;
	/** Somebody of that role, signed in. */
	colleague(role: MemberRole): Promise<Asking>;
};

export async function salon(app: RunningApp, name: string): Promise<Salon> {
	const sql = app.fresh.owner;
	const orgId = await organization(sql, name);
	const colleague = async (role: MemberRole): Promise<Asking> => {
		const who = await signedInPerson(sql, `Robin ${role}`);
		const { memberId } = await joins(sql, who, orgId, role);
		const cookie = `session=${who.token}`;
		return { fetch: app.as(cookie), cookie, memberId, personId: who.id };
	};
	const customers = [
		await customer(sql, orgId, 'Carla Customer'),
		await customer(sql, orgId, 'Dana Customer')
	];
	return { orgId, customers, owner: await colleague('owner'), colleague };
}

/** The upload form as a browser sends it. */
export function uploadForm(file: File | File[], label = '', uploadKey: string = randomUUID()): FormData {
	const form = new FormData();
	form.set('upload_key', uploadKey);
	form.set('label', label);
	for (const each of [file].flat()) form.append('file', each);
	return form;
}

/** As `Document` of the hub, with moments as JSON has them. */
export type UploadedDocument = {
	id: string;
	name: string;
	label: string | null;
	size: number;
	contentType: string;
	category: string;
	hasThumbnail: boolean;
	firstOpenedAt: string | null;
	lastDownloadedAt: string | null;
	downloads: number;
};

/** Uploads through the panel's own request and answers the document. Throws when it was refused. */
export async function upload(
	who: Asking,
	customerId: string,
	content: Uint8Array | string,
	{ name = 'contract.pdf', label = '' } = {}
): Promise<UploadedDocument> {
	const response = await who.fetch(`/customers/${customerId}/documents`, {
		method: 'POST',
		headers: { accept: 'application/json' },
		body: uploadForm(new File([content as BlobPart], name), label)
	});
	if (response.status !== 201)
		throw new Error(`The upload answered ${response.status}: ${await response.text()}`);
	const { documents } = (await response.json()) as { documents: UploadedDocument[] };
	const [made] = documents;
	if (!made) throw new Error('The upload made no document.');
	return made;
}

/** The customer's tap: where her file is. Throws when she is not sent to it. */
export async function tap(app: RunningApp, token: string, documentId: string): Promise<string> {
	const response = await app.as(null)(`/c/${token}/files/${documentId}`, { method: 'POST' });
	const location = response.headers.get('location');
	if (response.status !== 303 || !location) throw new Error(`The tap answered ${response.status}.`);
	return location;
}
