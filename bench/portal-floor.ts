import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { PortalData } from '#hub/portal/sql.ts';
import { connect } from '#platform/postgres/url.ts';

/**
 * The floor: what nothing can be faster than in this runtime. Bare node:http, the same statement prepared, a template
 * literal with the same data, filled up to as many bytes as our page has. No tokens checked, no headers, no language.
 */
const { DATABASE_URL = '', PORT, BYTES } = process.env;
const sql = connect(DATABASE_URL, { max: 10 });
const filler = 'x'.repeat(20_000);

const escape = (text: string | null) =>
	(text ?? '').replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

function html({ organization, customer, case: current, documents, quotes, payments }: PortalData): string {
	const body = `<h1>${escape(organization.name)}</h1><p>Hello ${escape(customer.name)}</p><h2>${escape(current?.subject ?? '')}</h2>
<ol>${current?.messages.map((message) => `<li class="${message.direction}"><p>${escape(message.body)}</p><time>${message.createdAt}</time></li>`).join('')}</ol>
<ul>${documents.map((file) => `<li><form method="post" action="/files/${file.id}"><button>${escape(file.label ?? file.name)} ${file.size} ${file.createdAt}</button></form></li>`).join('')}</ul>
<ul>${quotes.map((quote) => `<li>${escape(quote.title)} ${quote.status} ${quote.total / 100} ${quote.currency}<table>${quote.items.map((item) => `<tr><td>${escape(item.description)}</td><td>${item.total / 100}</td></tr>`).join('')}</table></li>`).join('')}</ul>
<ul>${payments.map((payment) => `<li>${payment.receivedOn} ${payment.method} ${payment.amount / 100}</li>`).join('')}</ul>`;
	const head = `<!doctype html><html lang="en"><head><meta charset="utf-8"><style>`;
	const missing = Math.max(0, Number(BYTES) - head.length - body.length - 60);
	return `${head}${filler.slice(0, missing)}</style></head><body>${body}</body></html>`;
}

const server = createServer((request, response) => {
	const token = request.url?.slice('/c/'.length) ?? '';
	const hash = createHash('sha256').update(token).digest();
	sql<{ page: PortalData | null }[]>`select portal_page(${hash}, ${30}) as page`.then(
		([row]) => {
			const page = row?.page;
			response.writeHead(page ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' });
			response.end(page ? html(page) : undefined);
		},
		(error: unknown) => {
			response.writeHead(500).end(String(error));
		}
	);
});
server.listen(Number(PORT), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
