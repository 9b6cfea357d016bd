/** A mail's text in its parts; together they are all of it but blank lines. */
export type DividedText = {
	/** What was written for this mail. */
	body: string;
	/** Below `-- `, or what a phone adds by itself; '' when there is none. */
	signature: string;
	/** The earlier mails that it repeats, with the line that introduces them; '' when there are none. */
	quoted: string;
};

/** Longer lines are never one of those that introduce something. */
const LONGEST = 500;

const WROTE =
	'wrote|writes|schrieb|a écrit|écrit|escribió|escribio|ha scritto|scrisse|schreef|escreveu|skrev|kirjoitti|napisał(?:a|\\(a\\))?|pisze|написал(?:а|\\(а\\))?|пишет|пише|написав|napsal(?:a|\\(a\\))?|napísal(?:a)?|írta|a scris|yazdı|έγραψε|viết|menulis|写道|寫道|님이 작성|さんが書きました|のメール|כתב|كتب';

/** On …, Jane <jane@example.com> wrote: — a date or an address, then the verb at the end, or the verb before the date. */
const ATTRIBUTIONS = [
	new RegExp(`^(?=.*(?:\\d|@)).{3,400}(?:${WROTE})\\s*[:：]?\\s*$`, 'iu'),
	new RegExp(`^.{2,200}(?:${WROTE})\\s+(?:am|on|el|le|il|op|em|den|dnia|в)\\b.{3,200}[:：]\\s*$`, 'iu'),
	new RegExp(`^(?=.*\\d).{3,200}\\s(?:${WROTE})\\s.{1,200}[:：]\\s*$`, 'iu'),
	/^\d{4}[-/.年]\s?\d{1,2}.{3,200}<[^<>@\s]+@[^<>\s]+>\s*[:：]\s*$/u,
	/^(?:On|Am|Le|El|Il|Op|Em|Den|Dnia|W dniu)\s.{6,300}<[^<>@\s]+@[^<>\s]+>\s*[:：]\s*$/iu
];

const ORIGINAL =
	/^\s*[-_]{2,}\s*(?:Original Message|Original-Nachricht|Ursprüngliche Nachricht|Message d['’]origine|Mensaje original|Messaggio originale|Mensagem original|Oorspronkelijk bericht|Original meddelelse|Oprindelig meddelelse|Ursprungligt meddelande|Opprinnelig melding|Alkuperäinen viesti|Исходное сообщение|Wiadomość oryginalna|Původní zpráva|Orijinal [İI]leti|Eredeti üzenet|原始邮件|原始郵件|元のメッセージ|원본 메시지)\s*[-_]{2,}\s*$/iu;

const FROM =
	/^\s*\*?(?:From|Von|De|Da|Van|Fra|Från|Lähettäjä|Od|От|Kimden|Feladó|差出人|发件人|寄件者|보낸 사람)\s?\*?\s?[:：]/iu;
const SENT =
	/^\s*\*?(?:Sent|Date|Gesendet|Datum|Envoyé|Enviado(?: el| em)?|Fecha|Data|Inviato|Verzonden|Sendt|Dato|Skickat|Lähetetty|Wysłano|Odesláno|Отправлено|Дата|Gönderildi|Elküldve|送信日時|发送时间|日期|보낸 날짜)\s?\*?\s?[:：]/iu;

/** A phone's or a web mail's own line at the end. */
const ADDED =
	/^(?:Sent (?:from|via|with) (?:my |an? )?\S.{0,60}|Get Outlook for \w{2,10}.{0,40}|Von meinem .{2,40} gesendet\.?|Gesendet (?:von|mit|aus) \S.{0,60}|Diese Nachricht wurde von meinem .{2,80}|Holen Sie sich Outlook .{0,60}|Outlook für \w{2,10} .{0,60}|Envoyé (?:de|depuis|à partir) \S.{0,60}|Télécharge[rz] Outlook .{0,60}|Enviado (?:desde|do|a partir) \S.{0,60}|Obtener Outlook .{0,60}|Inviato da(?:l mio|lla mia)? \S.{0,60}|Verstuurd vanaf \S.{0,60}|Verzonden (?:vanaf|vanuit|met) \S.{0,60}|Skickat från \S.{0,60}|Sendt fra \S.{0,60}|Lähetetty \S.{0,60}|Wysłane (?:z|przez) \S.{0,60}|Odesláno z \S.{0,60}|Отправлено (?:с|из) \S.{0,60}|.{1,30}から送信|发自我的.{1,30}|從我的.{1,30}傳送|나의 .{1,30}에서 보냄)$/iu;

const isBlank = (line: string) => line.trim() === '';
const isQuoted = (line: string) => /^\s{0,3}>/.test(line);
const short = (line: string) => line.slice(0, LONGEST);

/**
 * Takes a mail's plain text apart. Only what stands at the end, or at the beginning above an answer, counts as quoted: answers
 * written between quoted lines keep them, since they make no sense without. What was forwarded is no quotation.
 */
export function divideText(text: string): DividedText {
	const lines = text.replace(/\r\n?/g, '\n').replace(/\n+$/, '').split('\n');
	const above = quotedAbove(lines);
	const rest = lines.slice(above);
	const end = quotedBelow(rest);
	const kept = rest.slice(0, end);
	const signed = signatureStart(kept);
	// Written below its quotation, an answer may be followed by a signature alone.
	return {
		body: joined(kept.slice(0, signed)),
		signature: joined(kept.slice(signed)),
		quoted: [joined(lines.slice(0, above)), joined(rest.slice(end))].filter(Boolean).join('\n\n')
	};
}

const joined = (lines: string[]) =>
	lines
		.join('\n')
		.replace(/^(?:[ \t]*\n)+/, '')
		.trimEnd();

/** How many lines at the beginning are a quotation with its introduction, when something else follows. */
function quotedAbove(lines: string[]): number {
	let at = lines.findIndex((line) => !isBlank(line));
	if (at < 0) return 0;
	at += introduction(lines, at);
	if (!isQuoted(lines[at] ?? '')) return 0;
	while (at < lines.length && (isQuoted(lines[at] ?? '') || isBlank(lines[at] ?? ''))) at++;
	const after = lines.slice(at);
	const answered = after.some((line) => !isBlank(line)) && !after.some(isQuoted);
	return answered && signatureStart(after) > 0 && joined(after.slice(0, signatureStart(after))) ? at : 0;
}

/** Where the quotation that ends the text begins; the number of lines when there is none. */
function quotedBelow(lines: string[]): number {
	const last = lines.findLastIndex(isQuoted);
	const tail = quotedTail(lines, last);
	for (const [at, line] of lines.entries()) {
		if (isBlank(line) || line.length > LONGEST) continue;
		if (ORIGINAL.test(line) || isHeaderBlock(lines, at)) return at;
		const introduced = introduction(lines, at);
		// Some programs introduce a quotation and then mark none of its lines.
		if (introduced > 0 && (at + introduced > last || at + introduced >= tail)) return at;
		if (at >= tail && isQuoted(line)) return at;
	}
	return lines.length;
}

/** How many lines introduce a quotation here: 0 when none does. Long ones are broken over up to three lines. */
function introduction(lines: string[], at: number): number {
	for (let count = 1; count <= 3; count++) {
		const parts = lines.slice(at, at + count);
		if (parts.some(isBlank) || parts.slice(1).some(isQuoted)) return 0;
		// What stands above an introduction that is whole without it is no part of it.
		if (count > 1 && isAttribution(parts.slice(1))) return 0;
		if (!isAttribution(parts)) continue;
		let next = at + count;
		while (next < lines.length && isBlank(lines[next] ?? '')) next++;
		// A sentence may end so too: it introduces something when that is quoted, or when it names a time or an address.
		const last = short(parts.at(-1) ?? '');
		const certain = /[:：]\s*$/.test(last) && /@|\d{4}|\d{1,2}[:.]\d{2}/.test(parts.join(' '));
		return next < lines.length && (certain || isQuoted(lines[next] ?? '')) ? next - at : 0;
	}
	return 0;
}

function isAttribution(parts: string[]): boolean {
	const line = short(parts.map((part) => part.trim()).join(' '));
	return ATTRIBUTIONS.some((pattern) => pattern.test(line));
}

/** From where on there is nothing but quoted lines, and a signature below them at most; Infinity: nowhere. */
function quotedTail(lines: string[], last: number): number {
	const below = lines.slice(last + 1);
	if (last < 0 || signatureStart(below) !== firstFilled(below)) return Infinity;
	let start = last;
	while (start > 0 && isPartOfQuotation(lines[start - 1] ?? '')) start--;
	return start;
}

const isPartOfQuotation = (line: string) => isQuoted(line) || isBlank(line) || isWrapped(line);

/** The rest of a quoted line that a mail program broke without marking it again. */
const isWrapped = (line: string) =>
	line.length < 30 && !/[.!?]\s*$/.test(line) && /^\S+(?: \S+){0,2}$/.test(line);

const firstFilled = (lines: string[]) => {
	const at = lines.findIndex((line) => !isBlank(line));
	return at < 0 ? lines.length : at;
};

/** Outlook's block of the earlier mail's headers, with or without a line of underscores above. */
function isHeaderBlock(lines: string[], at: number): boolean {
	const first = /^\s*_{5,}\s*$/.test(lines[at] ?? '') ? at + 1 + firstFilled(lines.slice(at + 1)) : at;
	const block = lines.slice(first, first + 5).map(short);
	return FROM.test(block[0] ?? '') && block.slice(1).some((line) => SENT.test(line));
}

/** A signature has no more lines than this. */
const MOST_LINES = 15;

/** Where the signature begins: at `-- `, or at the phone's own last line; the number of lines when there is none. */
function signatureStart(lines: string[]): number {
	const marked = lines.findLastIndex((line) => /^--\s?$/.test(line) || /^—\s?$/.test(line));
	if (marked >= 0 && lines.length - marked <= MOST_LINES) return addedStart(lines.slice(0, marked));
	return addedStart(lines);
}

function addedStart(lines: string[]): number {
	const last = lines.findLastIndex((line) => !isBlank(line));
	return last >= 0 && ADDED.test(short((lines[last] ?? '').trim())) ? last : lines.length;
}
