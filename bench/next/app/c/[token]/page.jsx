import { createHash } from 'node:crypto';
import { notFound } from 'next/navigation';
import { sql } from '../../../database.js';
import { clock, dateOf, day, dayLine, fullTime, money, when } from '../../words.js';
import { Icon, Icons } from '../../icons.jsx';

export const dynamic = 'force-dynamic';

const languages = {
	en: 'English',
	es: 'Español',
	fr: 'Français',
	de: 'Deutsch',
	pt: 'Português',
	ar: 'العربية'
};
/** How many of the newest messages lie open. */
const OPEN = 6;

/** What src/ui/portal shows of an ordinary customer, written as one would for React: server components, nothing interactive. */
export default async function Portal({ params }) {
	const { token } = await params;
	const hash = createHash('sha256').update(token).digest();
	const [{ page }] = await sql`select portal_page(${hash}, ${30}) as page`;
	if (!page) notFound();
	const view = { page, here: `/c/${token}`, business: page.organization.name, now: new Date() };
	return (
		<>
			<Icons />
			<main className="page">
				<Header {...view} />
				<NextForYou {...view} />
				<Messages {...view} />
				<Files {...view} />
				<Quotes {...view} />
				<Receipts {...view} />
				<Preferences {...view} />
				<Privacy {...view} />
				<Footer {...view} />
			</main>
		</>
	);
}

function Header({ page, here, business, now }) {
	return (
		<header>
			<div className="masthead">
				<span className="logo" aria-hidden="true">
					{business.slice(0, 1)}
				</span>
				<bdi className="words">{business}</bdi>
			</div>
			<div className="greeting">
				<h1 className="hello">Hello {page.customer.name.split(' ')[0]}</h1>
				<details className="languages">
					<summary>
						<Icon name="globe" />
						<span className="visually-hidden">Language: </span>English
					</summary>
					<form method="post" action={`${here}/language`}>
						{Object.entries(languages).map(([code, name]) => (
							<button
								key={code}
								name="language"
								value={code}
								lang={code}
								aria-current={code === 'en' ? 'true' : undefined}
							>
								<bdi>{name}</bdi>
							</button>
						))}
					</form>
				</details>
			</div>
			<p className="muted">Everything from {business}, in one place.</p>
			<p className="muted printed">As of {fullTime(now, page.organization)}</p>
		</header>
	);
}

function NextForYou({ page }) {
	const quote = page.quotes.find(({ status }) => status === 'sent');
	if (!quote) return null;
	return (
		<section className="next" aria-labelledby="next">
			<h2 className="visually-hidden" id="next">
				Next for you
			</h2>
			<div className="words">
				<p className="kind">A quote is waiting for you</p>
				<p className="name">
					<bdi>{quote.title}</bdi>
				</p>
				<p className="facts">
					<span className="num">{money(quote.total, quote.currency, page.organization)}</span>
				</p>
			</div>
			<a className="button" href={`#quote-${quote.id}`}>
				See quote
			</a>
		</section>
	);
}

function Messages(view) {
	const { page, here } = view;
	const messages = page.case ? [...page.case.messages].reverse() : [];
	const folded = messages.length > OPEN + 2 ? messages.length - OPEN : 0;
	return (
		<section className="card" aria-labelledby="messages">
			<div className="card-head">
				<h2 id="messages">Messages</h2>
				{page.case && (
					<p className="muted num">
						Case {page.organization.casePrefix}-{String(page.case.number).padStart(6, '0')}
					</p>
				)}
			</div>
			{page.case && (
				<p className="subject" dir="auto">
					{page.case.subject}
				</p>
			)}
			{folded > 0 && (
				<details className="earlier">
					<summary>{folded} earlier messages</summary>
					<Thread {...view} messages={messages.slice(0, folded)} />
				</details>
			)}
			<div role="log" aria-labelledby="messages">
				<Thread {...view} messages={messages.slice(folded)} newest />
			</div>
			<form className="composer" id="reply" method="post" action={`${here}/reply`}>
				<input type="hidden" name="key" value={crypto.randomUUID()} />
				<div className="field">
					<label className="visually-hidden" htmlFor="message">
						Reply here
					</label>
					<textarea
						id="message"
						name="message"
						rows="1"
						maxLength="5000"
						placeholder="Reply here"
						required
						dir="auto"
						enterKeyHint="send"
					/>
				</div>
				<button className="button primary">Send</button>
			</form>
		</section>
	);
}

function Thread({ page, business, now, messages, newest = false }) {
	const { organization, attachments } = page;
	const last = newest ? messages.at(-1)?.id : null;
	let above = null;
	return (
		<ol className="thread" id={newest ? 'thread' : undefined}>
			{messages.flatMap((message) => {
				const at = new Date(message.createdAt);
				const line = dayLine(at, now, organization);
				const isNewDay = line !== above;
				above = line;
				const mine = message.direction === 'inbound';
				const files = attachments.filter(({ messageId }) => messageId === message.id);
				return [
					isNewDay && (
						<li className="day" key={`day ${message.id}`}>
							{line}
						</li>
					),
					<li
						key={message.id}
						className={mine ? 'mine' : 'theirs'}
						id={message.id === last ? 'newest' : undefined}
					>
						<span className="visually-hidden">{mine ? 'You' : business}:</span>
						{message.body && (
							<p className="bubble" dir="auto">
								{message.body}
							</p>
						)}
						{files.map((file) => (
							<span className="bubble attached" key={file.id}>
								{file.name}
							</span>
						))}
						<span className="state">
							<time dateTime={message.createdAt} title={fullTime(at, organization)}>
								{clock(at, organization)}
							</time>
						</span>
					</li>
				];
			})}
		</ol>
	);
}

function Files({ page, here, now }) {
	const { organization, documents } = page;
	return (
		<section className="card flush" aria-labelledby="files">
			<div className="card-head">
				<h2 id="files">Files for you</h2>
				<p className="muted num">{page.documentCount}</p>
			</div>
			<ul className="rows">
				{documents.map((document) => {
					const at = new Date(document.createdAt);
					return (
						<li key={document.id}>
							<form method="post" action={`${here}/files/${document.id}`}>
								<button className="row">
									<span className="thumb">
										<Icon name="text" />
									</span>
									<span className="words">
										<span className="name">
											<bdi>{document.label ?? document.name}</bdi>
										</span>
										<span className="facts">
											PDF · {Math.round(document.size / 1000)} kB ·{' '}
											<time dateTime={document.createdAt} title={fullTime(at, organization)}>
												{when(at, now, organization)}
											</time>
										</span>
									</span>
									{document.isNew && <span className="pill">New</span>}
									<Icon name="down" />
								</button>
							</form>
						</li>
					);
				})}
			</ul>
			<form method="get" action={`${here}/files.zip`}>
				<button className="button quiet all">Download my files</button>
			</form>
		</section>
	);
}

function Quotes({ page, here, business }) {
	const { organization } = page;
	return (
		<section className="card flush" aria-labelledby="quotes">
			<div className="card-head">
				<h2 id="quotes">Quotes</h2>
			</div>
			<ul className="rows">
				{page.quotes.map((quote) => {
					const amount = (minor) => money(minor, quote.currency, organization);
					const isOpen = quote.status === 'sent';
					const name = quote.invoiceNumber ? `INV-${quote.invoiceNumber}` : `Q-${quote.number}`;
					return (
						<li key={quote.id}>
							<details className="quote" id={`quote-${quote.id}`} open={isOpen}>
								<summary className="row">
									<span className="words">
										<span className="name">
											<bdi>{quote.title}</bdi>
										</span>
										<span className="facts">
											<span className={isOpen ? 'pill' : 'pill good'}>{isOpen ? 'Open' : 'Paid'}</span>{' '}
											<bdi className="num">{name}</bdi> ·{' '}
											<bdi>{day(new Date(quote.sentAt), organization)}</bdi>
										</span>
									</span>
									<span className="amount">{amount(quote.total)}</span>
								</summary>
								<div>
									<table className="items">
										<thead className="visually-hidden">
											<tr>
												<th scope="col">Item</th>
												<th scope="col">Quantity</th>
												<th scope="col">Amount</th>
											</tr>
										</thead>
										<tbody>
											{quote.items.map((item, index) => (
												<tr key={index}>
													<th scope="row">
														<bdi>{item.description}</bdi>
													</th>
													<td className="muted num">
														{item.quantity !== 1000 && (
															<>
																<bdi>{item.quantity}</bdi> × <bdi>{amount(item.unitPrice)}</bdi>
															</>
														)}
													</td>
													<td>{amount(item.total)}</td>
												</tr>
											))}
										</tbody>
										<tfoot>
											<tr>
												<th scope="row" colSpan="2">
													Subtotal
												</th>
												<td>{amount(quote.subtotal)}</td>
											</tr>
											<tr>
												<th scope="row" colSpan="2">
													Tax
												</th>
												<td>{amount(quote.tax)}</td>
											</tr>
											<tr className="total">
												<th scope="row" colSpan="2">
													Total
												</th>
												<td>{amount(quote.total)}</td>
											</tr>
										</tfoot>
									</table>
									{isOpen && (
										<p className="note muted">
											Is it what you want, or should something change? Write to {business} under Messages.
										</p>
									)}
									<form method="get" action={`${here}/papers/quote/${quote.id}`}>
										<button className="button quiet">
											PDF <span className="num">{name}</span>
										</button>
									</form>
								</div>
							</details>
						</li>
					);
				})}
			</ul>
		</section>
	);
}

function Receipts({ page, here }) {
	return (
		<section className="card flush" aria-labelledby="receipts">
			<div className="card-head">
				<h2 id="receipts">Receipts</h2>
			</div>
			<ul className="rows">
				{page.payments.map((payment) => (
					<li className="row" key={payment.id}>
						<span className="words">
							<span className="name">
								<bdi>{payment.quoteTitle}</bdi>
							</span>
							<span className="facts">
								<time dateTime={payment.receivedOn}>
									<bdi>{day(dateOf(payment.receivedOn), page.organization)}</bdi>
								</time>{' '}
								· <bdi>{payment.method}</bdi> · <bdi className="num">R-{payment.number}</bdi>
							</span>
						</span>
						<span className="amount">{money(payment.amount, payment.currency, page.organization)}</span>
						<form method="get" action={`${here}/papers/receipt/${payment.id}`}>
							<button className="button quiet">
								PDF <span className="visually-hidden">R-{payment.number}</span>
							</button>
						</form>
					</li>
				))}
			</ul>
		</section>
	);
}

function Preferences({ page, here, business }) {
	const { text, version } = page.preferences;
	return (
		<section className="card" aria-labelledby="preferences">
			<h2 id="preferences">Your preferences</h2>
			<form className="preferences" id="preferences-form" method="post" action={`${here}/preferences`}>
				<input type="hidden" name="version" value={version} />
				<div className="field">
					<p className="muted" id="preferences-hint">
						What {business} should keep in mind: allergies, whom you like to see, pets, where the key is. Only
						you can change this.
					</p>
					<label className="visually-hidden" htmlFor="preferences-text">
						Your preferences
					</label>
					<textarea
						id="preferences-text"
						name="preferences"
						rows="3"
						dir="auto"
						aria-describedby="preferences-hint"
						defaultValue={text ?? ''}
					/>
				</div>
				<div className="saving">
					<button className="button">Save preferences</button>
					<p className="muted" id="preferences-state" role="status" />
					<p className="muted num" id="preferences-count" />
				</div>
			</form>
			<div className="notice other" id="preferences-other" hidden>
				<p role="status">Saved. Meanwhile another tab or device had saved this in its place:</p>
				<blockquote dir="auto" />
				<div className="actions">
					{[
						['that', 'Use that instead'],
						['both', 'Keep both']
					].map(([id, label]) => (
						<form method="post" action={`${here}/preferences`} key={id}>
							<input type="hidden" name="version" value={version} />
							<input type="hidden" name="preferences" id={`preferences-${id}`} value="" />
							<button className="button">{label}</button>
						</form>
					))}
				</div>
			</div>
		</section>
	);
}

function Privacy({ here, business }) {
	return (
		<section className="card" aria-labelledby="privacy">
			<h2 id="privacy">Your privacy</h2>
			<p className="muted" dir="auto">
				{business} keeps what you see here, and your earlier conversations. You can take all of it with you,
				or ask to have it deleted.
			</p>
			<div className="actions">
				<form id="data" method="get" action={`${here}/data`}>
					<button className="button" aria-describedby="data-state">
						Download my data
					</button>
				</form>
				<form method="get" action={`${here}/files.zip`}>
					<button className="button">Download my files</button>
				</form>
			</div>
			<p className="hint" id="data-state">
				Your data is one file with everything written here; your files come as one ZIP.
			</p>
			<form className="actions" method="get" action={`${here}/deletion`}>
				<button className="button danger">Request deletion</button>
			</form>
		</section>
	);
}

function Footer({ page, business }) {
	const { email, phone } = page.organization;
	return (
		<footer className="foot">
			<p>Questions? {business} is happy to help.</p>
			<p className="contact">
				{email && <a href={`mailto:${email}`}>{email}</a>}
				{phone && <a href={`tel:${phone}`}>{phone}</a>}
			</p>
			<p className="private">
				<Icon name="lock" />
				This page is yours alone. Whoever has its link can open it, so share it with care.
			</p>
		</footer>
	);
}
