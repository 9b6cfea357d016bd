import { createHash } from 'node:crypto';
import type postgres from 'postgres';

const organizations = 40;
const customersEach = 250;

/** The token of one of the customers: the form of a real one, made up so that every contender knows it. */
export const token = (organization: number, customer: number): string =>
	createHash('sha256').update(`${organization}/${customer}`).digest('base64url');

/** Tokens of customers all over the data, so that no contender lives from one page. */
export const tokens = (count: number): string[] =>
	Array.from({ length: count }, (_, index) =>
		token(1 + (index % organizations), 1 + ((index * 7) % customersEach))
	);

/**
 * Ten thousand customers of forty businesses, each with an ordinary page: a conversation of twelve messages, five files,
 * two quotes (and a draft that must not show), a receipt.
 */
export async function fillWithOrdinaryCustomers(owner: postgres.Sql): Promise<void> {
	const hashes = [];
	for (let organization = 1; organization <= organizations; organization++)
		for (let customer = 1; customer <= customersEach; customer++)
			hashes.push({
				organization,
				customer,
				hash: createHash('sha256').update(token(organization, customer)).digest('hex')
			});
	await owner.unsafe(`
		create function bench_id(kind text, organization int, customer int default 0, nth int default 0) returns uuid
			language sql immutable return md5(kind || organization || '-' || customer || '-' || nth)::uuid;
		insert into organizations (id, name, inbound_address, case_prefix, time_zone, locale, brand_color, contact_email)
			select bench_id('o', o), 'Studio ' || o, 'studio-' || o || '@in.example', 'YS', 'Europe/Berlin', 'en-GB', '#7a4b8f', 'hello@studio.example'
			from generate_series(1, ${organizations}) o`);
	await owner`insert into customers (org_id, id, name, search_text, portal_token_hash, portal_token_encrypted)
		select bench_id('o', organization), bench_id('c', organization, customer), 'Ana María ' || customer, 'ana', decode(hash, 'hex'), '\\x00'
		from jsonb_to_recordset(${owner.json(hashes)}) as made(organization int, customer int, hash text)`;
	const everybody = `generate_series(1, ${organizations}) o, generate_series(1, ${customersEach}) c`;
	await owner.unsafe(`
		insert into inquiries (org_id, id, number, customer_id, subject, last_direction, status)
			select bench_id('o', o), bench_id('i', o, c), c, bench_id('c', o, c), 'Balayage before the wedding', 'outbound', 'waiting' from ${everybody};
		insert into messages (org_id, inquiry_id, customer_id, direction, channel, body, created_at)
			select bench_id('o', o), bench_id('i', o, c), bench_id('c', o, c), case m % 2 when 0 then 'inbound' else 'outbound' end, 'email',
				'Message ' || m || ': Thursday the 10th at 14:00 or 16:30 would work. Please come with dry hair.', now() - m * interval '5 hours'
			from ${everybody}, generate_series(1, 12) m;
		insert into objects (key, org_id, state, size, sha256)
			select repeat('k', 8) || replace(bench_id('f', o, c, f)::text, '-', ''), bench_id('o', o), 'stored', 1, sha256('x') from ${everybody}, generate_series(1, 5) f;
		insert into documents (org_id, customer_id, object_key, name, label, content_type, category, size, sha256, created_at, first_opened_at)
			select bench_id('o', o), bench_id('c', o, c), repeat('k', 8) || replace(bench_id('f', o, c, f)::text, '-', ''), 'contract-' || f || '.pdf',
				case f when 1 then 'Contract 2026' end, 'application/pdf', 'pdf', 123456 * f, sha256('x'), now() - f * interval '30 hours', case when f > 1 then now() end
			from ${everybody}, generate_series(1, 5) f;
		insert into quotes (org_id, id, number, invoice_number, customer_id, title, status, currency, subtotal_minor, tax_minor, total_minor, sent_at, invoiced_at, paid_at)
			select bench_id('o', o), bench_id('q', o, c, q), case when q < 3 then c * 3 + q end, case q when 1 then c end, bench_id('c', o, c), 'Balayage ' || q, (array['paid', 'sent', 'draft'])[q], 'EUR', 28500, 5415, 33915,
				case when q < 3 then now() end, case q when 1 then now() end, case q when 1 then now() end
			from ${everybody}, generate_series(1, 3) q;
		insert into quote_items (org_id, quote_id, customer_id, position, description, quantity, unit_price_minor, total_minor, tax_bp)
			select bench_id('o', o), bench_id('q', o, c, q), bench_id('c', o, c), p, 'Gloss treatment ' || p, p, 9500, 9500 * p, 1900 from ${everybody}, generate_series(1, 3) q, generate_series(1, 2) p;
		insert into payments (org_id, quote_id, customer_id, amount_minor, currency, method, received_on)
			select bench_id('o', o), bench_id('q', o, c, 1), bench_id('c', o, c), 33915, 'EUR', 'card', current_date from ${everybody};
		analyze`);
}
