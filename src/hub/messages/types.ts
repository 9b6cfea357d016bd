/** How a message travels (S10, W5, W6). */
export const channels = ['email', 'whatsapp', 'portal'] as const;
export type Channel = (typeof channels)[number];

/** Inbound messages are received; the others are those of one that goes out. */
export type MessageState = 'received' | 'queued' | 'sent' | 'delivered' | 'read' | 'failed';

/** What a provider may report of a message that went out. */
export type ReportedState = Exclude<MessageState, 'received' | 'queued'>;

/** A file whose bytes are in storage already (`hub/objects`), to be kept with a message. */
export type NewAttachment = {
	objectKey: string;
	name: string;
	contentType: string;
	/** bytes */
	size: number;
	sha256: Buffer;
	/** By which the HTML of a mail shows this picture, without angle brackets. */
	contentId?: string | null;
};

/** What only some messages have; stored as `messages.details`. */
export type MessageDetails = {
	/** WhatsApp: a place. Degrees, WGS 84. */
	location?: { latitude: number; longitude: number; name?: string; address?: string };
	/** WhatsApp: the number that wrote, with its country, digits only. */
	from?: string;
	/** WhatsApp: the emoji with which the other side answered this message; gone when taken back. */
	reaction?: string;
	/** WhatsApp: the approved template that this went out as. */
	template?: { name: string; language: string };
	/** Mail that a machine wrote, and what for (platform/mail/reading/automatic.ts). */
	automatic?: 'bounce' | 'reply' | 'generated' | 'bulk';
	/** Mail that could not be read: it is kept whole, as the attachment. */
	unreadable?: boolean;
	/** WhatsApp: name of a file that is still being fetched. */
	awaits?: string;
	/** WhatsApp: its ids of the parts that have left, in order. */
	parts?: string[];
	/** Names of what was too large to keep. */
	leftOut?: string[];
	/** WhatsApp: names of files that could not be had any more. */
	lost?: string[];
};

/** Bytes that one attachment may have; one more is refused, as for documents (S1). */
export const ATTACHMENT_LIMIT = 50 * 1024 * 1024;
