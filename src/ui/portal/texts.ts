/**
 * Every word of the portal, by language. A page is in one language as a whole: `languageOf` picks it, and dates and
 * amounts follow it, so that nobody reads English with German commas.
 */
const en = {
	hello: (name: string) => `Hello ${name}`,
	intro: (business: string) => `Everything from ${business}, in one place.`,
	asOf: (moment: string) => `As of ${moment}`,
	nextForYou: 'Next for you',
	newFile: 'New file',
	moreNewFiles: (count: number) => (count === 1 ? 'and 1 more new file' : `and ${count} more new files`),
	download: 'Download',
	quoteWaits: 'A quote is waiting for you',
	validUntil: (day: string) => `Valid until ${day}`,
	seeQuote: 'See quote',
	newMessage: (business: string) => `New message from ${business}`,
	read: 'Read',
	messages: 'Messages',
	case: 'Case',
	noCase: 'No open conversation right now.',
	noCaseHint: (business: string) =>
		`When you and ${business} write to each other about an appointment or a job, you can read it here.`,
	noCaseBegin: (business: string) => `Write to ${business} and a new conversation begins.`,
	caseEmpty: 'No messages yet.',
	earlier: (count: number) => (count === 1 ? '1 earlier message' : `${count} earlier messages`),
	you: 'You',
	thisPage: 'this page',
	sent: 'Sent',
	replyHere: 'Reply here',
	writeHere: (business: string) => `Write to ${business}`,
	send: 'Send',
	/** For the page's script; each is a whole sentence or state. */
	sending: 'Sending…',
	unsent: 'Not sent yet. It goes out when you are online again.',
	files: 'Files for you',
	isNew: 'New',
	quotes: 'Quotes',
	quoteStatus: {
		sent: 'Open',
		accepted: 'Accepted',
		declined: 'Declined',
		invoiced: 'Invoice',
		paid: 'Paid',
		refunded: 'Refunded',
		void: 'Void'
	},
	expired: 'Expired',
	item: 'Item',
	quantity: 'Quantity',
	amount: 'Amount',
	subtotal: 'Subtotal',
	tax: 'Tax',
	total: 'Total',
	receipts: 'Receipts',
	method: { cash: 'Cash', card: 'Card', transfer: 'Bank transfer', other: 'Payment' },
	refundedOn: (day: string) => `Refunded on ${day}`,
	showAllFiles: (count: string) => `Show all ${count} files`,
	showAllMessages: 'Show the whole conversation',
	showAllQuotes: 'Show all quotes',
	showAllReceipts: 'Show all receipts',
	privacy: 'Your privacy',
	deletion: 'Deletion in progress',
	deletionSince: (day: string, business: string) =>
		`On ${day} you asked for your data to be deleted. ${business} has your request.`,
	questions: (business: string) => `Questions? ${business} is happy to help.`,
	privateLink: 'This page is yours alone. Whoever has its link can open it, so share it with care.',
	gone: {
		title: 'This link does not open anything',
		why: 'It may be incomplete, it may have been replaced by a newer one, or the page behind it is switched off.',
		what: 'Open the link from your newest message again, or get a fresh one.'
	},
	lost: {
		title: 'Lost your link?',
		hint: 'Type the email address that the business knows you by. We’ll send a fresh link to it.',
		email: 'Email',
		send: 'Send me a fresh link',
		asked: 'Thank you. If a business knows this address, a mail with your link is on its way.',
		askedHint:
			'It can take a few minutes. Look in the spam folder too. The business itself can help as well.',
		again: 'Try another address'
	},
	preview: {
		title: 'Your page',
		description: 'Messages, files, quotes and receipts, in one private place.'
	}
};

export type Texts = typeof en;

/** A language that the portal speaks: its words, its BCP 47 tag and its direction. */
export type Language = { texts: Texts; tag: string; direction: 'ltr' | 'rtl' };

const languages: Record<string, Omit<Language, 'tag'>> = { en: { texts: en, direction: 'ltr' } };

/** The first of the wished locales that the portal speaks, with its region kept ("en-GB"); English when it speaks none. */
export function languageOf(...wished: (string | null)[]): Language {
	for (const locale of wished) {
		const language = locale && languages[locale.split('-')[0]?.toLowerCase() ?? ''];
		if (language && isLocale(locale)) return { ...language, tag: locale };
	}
	return { texts: en, direction: 'ltr', tag: 'en' };
}

const tags = new Map<string, boolean>();

function isLocale(tag: string): boolean {
	let known = tags.get(tag);
	if (known === undefined) {
		if (tags.size > 1000) tags.clear();
		tags.set(tag, (known = askIntl(tag)));
	}
	return known;
}

function askIntl(tag: string): boolean {
	try {
		return Intl.getCanonicalLocales(tag).length === 1;
	} catch (cause) {
		if (cause instanceof RangeError) return false;
		throw cause;
	}
}
