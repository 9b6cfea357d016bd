import { createHash } from 'node:crypto';
import { notFound } from 'next/navigation';
import { sql } from '../../../database.js';

export const dynamic = 'force-dynamic';

/** What src/ui/portal shows, written as one would for React: server components, nothing interactive. */
export default async function Portal({ params }) {
	const { token } = await params;
	const hash = createHash('sha256').update(token).digest();
	const [{ page }] = await sql`select portal_page(${hash}, ${30}) as page`;
	if (!page) notFound();
	const { organization } = page;
	const locale = organization.locale;
	const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: organization.timeZone });
	const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone: organization.timeZone });
	const money = (minor, currency) =>
		new Intl.NumberFormat(locale, { style: 'currency', currency }).format(minor / 100);
	const here = `/c/${token}`;
	return (
		<main className="page">
			<header>
				<p className="masthead">
					<span className="logo">{organization.name.slice(0, 1)}</span>
					<bdi className="words">{organization.name}</bdi>
				</p>
				<h1 className="hello">Hello {page.customer.name.split(' ')[0]}</h1>
				<p className="muted">Everything from {organization.name}, in one place.</p>
			</header>
			<section className="card" aria-labelledby="messages">
				<div className="card-head">
					<h2 id="messages">Messages</h2>
					{page.case && (
						<p className="muted num">
							Case {organization.casePrefix}-{String(page.case.number).padStart(6, '0')}
						</p>
					)}
				</div>
				{page.case && (
					<ol className="thread">
						{[...page.case.messages].reverse().map((message) => (
							<li key={message.id} className={message.direction === 'inbound' ? 'mine' : 'theirs'}>
								<p className="bubble" dir="auto">
									{message.body}
								</p>
								<time className="state" dateTime={message.createdAt}>
									{clock.format(new Date(message.createdAt))}
								</time>
							</li>
						))}
					</ol>
				)}
			</section>
			<section className="card flush" aria-labelledby="files">
				<div className="card-head">
					<h2 id="files">Files for you</h2>
				</div>
				<ul className="rows">
					{page.documents.map((document) => (
						<li key={document.id}>
							<form method="post" action={`${here}/files/${document.id}`}>
								<button className="row">
									<span className="words">
										<span className="name">
											<bdi>{document.label ?? document.name}</bdi>
										</span>
										<span className="facts">
											{document.size} · {day.format(new Date(document.createdAt))}
										</span>
									</span>
									{document.isNew && <span className="pill">New</span>}
								</button>
							</form>
						</li>
					))}
				</ul>
			</section>
			<section className="card flush" aria-labelledby="quotes">
				<div className="card-head">
					<h2 id="quotes">Quotes</h2>
				</div>
				<ul className="rows">
					{page.quotes.map((quote) => (
						<li key={quote.id}>
							<details className="quote">
								<summary className="row">
									<span className="words">
										<span className="name">{quote.title}</span>
									</span>
									<span className="pill">{quote.status}</span>
									<span className="amount">{money(quote.total, quote.currency)}</span>
								</summary>
								<table className="items">
									<tbody>
										{quote.items.map((item, index) => (
											<tr key={index}>
												<th scope="row">{item.description}</th>
												<td>{item.quantity}</td>
												<td>{money(item.total, quote.currency)}</td>
											</tr>
										))}
									</tbody>
								</table>
							</details>
						</li>
					))}
				</ul>
			</section>
			<section className="card flush" aria-labelledby="receipts">
				<div className="card-head">
					<h2 id="receipts">Receipts</h2>
				</div>
				<ul className="rows">
					{page.payments.map((payment) => (
						<li className="row" key={payment.id}>
							<span className="words">
								<span className="name">{payment.quoteTitle}</span>
							</span>
							<span className="amount">{money(payment.amount, payment.currency)}</span>
						</li>
					))}
				</ul>
			</section>
		</main>
	);
}
