import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { naughtyStrings, withoutCorpora } from '#support/shared.ts';
import { guessColumns, hasHeadings } from './columns.ts';
import { delimiterOf, readCsv } from './csv.ts';
import { decodeText } from './encoding.ts';
import { dataRows, headingsOf, identityOf, readRow } from './rows.ts';
import { isVcard, readVcards } from './vcard.ts';

const cells = async (text: string) => (await readCsv(text)).rows.map((row) => row.cells);

/** A file as the import reads it: each row's customer or faults. */
async function read(text: string) {
	const sheet = await (isVcard(text) ? readVcards(text) : readCsv(text));
	const headed = hasHeadings(sheet);
	const columns = guessColumns(sheet, headed);
	return dataRows(sheet, headed).map((row) => readRow(row, columns, headingsOf(sheet, headed)));
}
const people = async (text: string) => (await read(text)).map((row) => row.details);

describe('the encoding of a file', () => {
	const text = 'Name;Ort\nZoë Müller;Köln – „Süd“\n';

	test('is UTF-8 with or without its mark, UTF-16 of either order, or Windows-1252', () => {
		const swapped = Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
		const western = Buffer.from('Name;Ort\nZo\xeb M\xfcller;K\xf6ln \x96 \x84S\xfcd\x93\n', 'latin1');
		for (const bytes of [
			Buffer.from(text),
			Buffer.from(`\ufeff${text}`),
			Buffer.from(`\ufeff${text}`, 'utf16le'),
			Buffer.from(text, 'utf16le'),
			swapped,
			swapped.subarray(2),
			western
		])
			expect(decodeText(bytes)).toBe(text);
	});

	test('is refused when it is no text, with what to do', () => {
		expect(() => decodeText(Buffer.from('PK\x03\x04xlsx'))).toThrow(/Save it as CSV/);
		expect(() => decodeText(Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1]))).toThrow(/Save it as CSV/);
		expect(() => decodeText(Buffer.from('%PDF-1.7'))).toThrow(/PDF/);
		expect(() => decodeText(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]))).toThrow(/not a text file/);
		for (const empty of ['', ' \r\n\t', '\ufeff'])
			expect(() => decodeText(Buffer.from(empty))).toThrow(/empty/);
	});
});

describe('comma-separated text', () => {
	test('is parted by commas, semicolons, tabs or bars, quoted ones aside', () => {
		expect(delimiterOf('a,b\n1,2').delimiter).toBe(',');
		expect(delimiterOf('a;b\n"1,5";"2,5"\n3,5;4,5').delimiter).toBe(';');
		expect(delimiterOf('a\tb, c\n1\t2, 3').delimiter).toBe('\t');
		expect(delimiterOf('a|b\n1|2').delimiter).toBe('|');
		expect(delimiterOf('sep=;\na;b,c,d').delimiter).toBe(';');
		expect(delimiterOf('just one').delimiter).toBe(',');
	});

	test('keeps quotes, line breaks within cells and every kind of line end', async () => {
		expect(await cells('a,b\r\n"x ""y""","1\n2"\r\n')).toEqual([
			['a', 'b'],
			['x "y"', '1\n2']
		]);
		expect(await cells('a;b\rc;d\r')).toEqual([
			['a', 'b'],
			['c', 'd']
		]);
		expect(await cells('sep=,\na,b')).toEqual([['a', 'b']]);
		expect(await cells('5" nail,b')).toEqual([['5" nail', 'b']]);
	});

	test('numbers its rows as a spreadsheet does and passes over empty ones', async () => {
		const { rows } = await readCsv('Name\n\nMia\n,,,\n"Two\nlines"\nZoë');
		expect(rows.map(({ number, cells: [first] }) => [number, first])).toEqual([
			[1, 'Name'],
			[3, 'Mia'],
			[5, 'Two\nlines'],
			[6, 'Zoë']
		]);
	});

	test('is refused by row when a quote never ends, a row never ends, or there are too many of either', async () => {
		await expect(readCsv('Name\nMia\n"Zoë')).rejects.toThrow(/Row 3: a quotation mark/);
		await expect(readCsv(`Name\n"${'x'.repeat(300_000)}"`)).rejects.toThrow(/Row 2 is far too long/);
		await expect(readCsv(`Name${',x'.repeat(250)}`)).rejects.toThrow(/251 columns; 200/);
		await expect(readCsv('Mia\n'.repeat(10_002))).rejects.toThrow(/more than 10,000 rows/);
		expect((await readCsv('Mia\n'.repeat(10_001))).rows).toHaveLength(10_001);
		await expect(readCsv(`Name${'\n'.repeat(60_000)}Mia`)).rejects.toThrow(/more than 50,000 lines/);
	});

	test('may end in any number of rows that hold nothing', async () => {
		expect(await cells(`Name,Email\nMia,${'\n ,\t,'.repeat(600_000)}`)).toEqual([['Name', 'Email'], ['Mia']]);
	});

	test(`never fails in another way, whatever is in it${withoutCorpora}`, async () => {
		const settled = async (text: string) => readCsv(text).catch((error: unknown) => error);
		for (const text of naughtyStrings()) {
			const answer = await settled(`Name,Email\n${text},${text}`);
			if (answer instanceof Error) expect(answer).toHaveProperty('refusal', 'invalid');
		}
		await fc.assert(
			fc.asyncProperty(fc.string({ maxLength: 200 }), async (text) => {
				const answer = await settled(text);
				if (answer instanceof Error) expect(answer).toHaveProperty('refusal', 'invalid');
			})
		);
	});
});

describe('the meaning of columns', () => {
	const guess = async (first: string) => {
		const sheet = await readCsv(`${first}\nx`);
		return { headed: hasHeadings(sheet), columns: guessColumns(sheet, hasHeadings(sheet)) };
	};

	test('is guessed from headings in five languages', async () => {
		for (const [heading, columns] of [
			['Name,E-mail,Phone,Address,Language', ['name', 'email', 'phone', 'address', 'language']],
			['First Name;Last Name;Email Address;Mobile', ['given', 'family', 'email', 'phone']],
			[
				'Vorname;Nachname;E-Mail-Adresse;Handynummer;Straße;PLZ;Ort',
				['given', 'family', 'email', 'phone', 'address', 'address', 'address']
			],
			['Vorname;Name;Telefon', ['given', 'family', 'phone']],
			['Kunde;Telefonnr.;Sprache', ['name', 'phone', 'language']],
			[
				'Prénom;Nom;Courriel;Téléphone;Code postal;Ville',
				['given', 'family', 'email', 'phone', 'address', 'address']
			],
			['Nom;Adresse e-mail;Tél.', ['name', 'email', 'phone']],
			[
				'Nombre;Apellidos;Correo electrónico;Teléfono móvil;Dirección',
				['given', 'family', 'email', 'phone', 'address']
			],
			['Nombre;Correo;Teléfono', ['name', 'email', 'phone']],
			['Nome;Sobrenome;E-mail;Telemóvel;Morada', ['given', 'family', 'email', 'phone', 'address']],
			['Nome completo;Celular;Endereço;Idioma', ['name', 'phone', 'address', 'language']],
			[
				'Name,Given Name,Family Name,E-mail 1 - Value,Phone 1 - Value',
				['name', 'given', 'family', 'email', 'phone']
			],
			['Favourite colour,Name,Notes', [null, 'name', null]]
		] as const)
			expect(await guess(heading), heading).toEqual({ headed: true, columns });
	});

	test('is guessed from what stands there when there are no headings', async () => {
		const sheet = await readCsv('Mia López;mia@example.com;+49 170 1234567\nZoë;;0170 7654321');
		expect(hasHeadings(sheet)).toBe(false);
		expect(guessColumns(sheet, false)).toEqual(['name', 'email', 'phone']);
		expect(headingsOf(sheet, false)).toEqual(['Column 1', 'Column 2', 'Column 3']);
	});
});

describe('a row', () => {
	test('becomes a customer, its parts put together', async () => {
		const text =
			'Vorname;Nachname;E-Mail;Telefon;Straße;PLZ;Ort;Sprache\nMia;López; Mia@Example.com ;0170 1234567;Am Markt 1;50667;Köln;de\n;Weber;;;;;;';
		expect(await people(text)).toEqual([
			{
				name: 'Mia López',
				email: 'Mia@Example.com',
				phone: '0170 1234567',
				address: 'Am Markt 1, 50667, Köln',
				locale: 'de'
			},
			{ name: 'Weber', email: null, phone: null, address: null, locale: null }
		]);
	});

	test('says by column what is wrong with it', async () => {
		const rows = await read(
			'Name,E-mail,Telephone\nMia,not an address,call me\n,zoe@example.com,\n' + 'x'.repeat(201)
		);
		expect(rows.map(({ row, faults }) => [row.number, faults])).toEqual([
			[
				2,
				[
					{
						column: 'E-mail',
						sentence: 'The email address does not look right. It should be like name@example.com.'
					},
					{ column: 'Telephone', sentence: 'The phone number needs at least three digits.' }
				]
			],
			[3, [{ column: 'Name', sentence: 'The name is missing.' }]],
			[4, [{ column: 'Name', sentence: 'The name can have 200 characters at most.' }]]
		]);
	});

	test('is the same person by address, by number and name, or by name alone', () => {
		const mia = { name: 'Mia', email: 'mia@example.com', phone: '0170 1234567' };
		expect(identityOf(mia)).toBe(
			identityOf({ ...mia, name: 'M. López', email: 'MIA@example.com', phone: null })
		);
		expect(identityOf({ ...mia, email: null })).toBe(
			identityOf({ ...mia, name: 'MÍA', email: null, phone: '0170/1234567' })
		);
		expect(identityOf({ ...mia, email: null })).not.toBe(
			identityOf({ ...mia, name: 'Her brother', email: null })
		);
		expect(identityOf({ name: 'Mia', email: null, phone: null })).not.toBe(
			identityOf({ ...mia, email: null })
		);
	});
});

describe('vCards', () => {
	const card = (...lines: string[]) => ['BEGIN:VCARD', ...lines, 'END:VCARD', ''].join('\r\n');

	test('of version 2.1, with quoted-printable and soft breaks, as old phones write them', async () => {
		const text = card(
			'VERSION:2.1',
			'N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;Zo=C3=AB;;;',
			'TEL;WORK:030 1111111',
			'TEL;CELL;PREF:0170 1234567',
			'EMAIL;INTERNET:zoe@example.com',
			'ADR;HOME;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:;;Am Markt 1;K=F6ln;;506=',
			'67;Deutschland',
			'PHOTO;JPEG;ENCODING=BASE64:',
			' /9j/4AAQSkZJRgABAQ==',
			''
		);
		expect(await people(text)).toEqual([
			{
				name: 'Zoë Müller',
				email: 'zoe@example.com',
				phone: '0170 1234567',
				address: 'Am Markt 1\n50667 Köln\nDeutschland',
				locale: null
			}
		]);
	});

	test('of version 3.0, folded and escaped, with groups and preferences', async () => {
		const text = card(
			'VERSION:3.0',
			'N:López;Mia;Sofía;Dr.;',
			'FN:Dr. Mia Sof',
			' ía López\\, PhD',
			'item1.EMAIL;type=INTERNET:old@example.com',
			'item2.EMAIL;type=INTERNET;type=pref:mia@example.com',
			'TEL;TYPE="home,voice":030 123456',
			'ADR;TYPE=HOME:;;Calle Mayor 1\\; 2º;Madrid;;28013;España',
			'NOTE:begin:vcard is no card in here'
		);
		expect(await people(text)).toEqual([
			{
				name: 'Dr. Mia Sofía López, PhD',
				email: 'mia@example.com',
				phone: '030 123456',
				address: 'Calle Mayor 1; 2º\n28013 Madrid\nEspaña',
				locale: null
			}
		]);
	});

	test('of version 4.0, with URIs, numbered preferences and a language', async () => {
		const text = card(
			'VERSION:4.0',
			'FN:ليلى حداد',
			'EMAIL;PREF=2:second@example.com',
			'EMAIL;PREF=1:first@example.com',
			'TEL;VALUE=uri;TYPE=cell:tel:+353-20-917-9316',
			'LANG;PREF=1:ar'
		);
		expect(await people(text)).toEqual([
			{
				name: 'ليلى حداد',
				email: 'first@example.com',
				phone: '+353-20-917-9316',
				address: null,
				locale: 'ar'
			}
		]);
	});

	test('take a name from wherever there is one, and leave a card within a card alone', async () => {
		const text =
			card('VERSION:3.0', 'N:Weber;;;;') +
			card('VERSION:3.0', 'ORG:Salon Weber;Hair') +
			card('VERSION:2.1', 'N:Boss;Big', 'AGENT:', 'BEGIN:VCARD', 'N:Agent;Secret', 'END:VCARD') +
			card('VERSION:3.0', 'NOTE:nobody');
		const rows = await read(text);
		expect(rows.map((row) => row.details?.name ?? null)).toEqual(['Weber', 'Salon Weber', 'Big Boss', null]);
		expect(rows[3]).toMatchObject({
			row: { number: 4 },
			faults: [{ column: 'Name', sentence: 'The name is missing.' }]
		});
	});

	test('are refused when there is none, or too many', async () => {
		expect(isVcard('\ufeffBEGIN:VCARD\r\n')).toBe(true);
		expect(isVcard('Name,Email\nBEGIN:VCARD of my own,x')).toBe(false);
		await expect(readVcards('NOTE:nobody')).rejects.toThrow(/no card/);
		await expect(readVcards('BEGIN:VCARD\nFN:Never ends')).rejects.toThrow(/Card 1 has no end/);
		await expect(readVcards(`${card('FN:Mia')}BEGIN:VCARD\nFN:Cut o`)).rejects.toThrow(/Card 2 has no end/);
		await expect(readVcards(card('FN:Mia').repeat(10_001))).rejects.toThrow(/more than 10,000/);
	});

	test('take no time over hostile lines', async () => {
		const started = performance.now();
		for (const line of [
			`${';a'.repeat(50_000)}`,
			`N${';"'.repeat(50_000)}:x`,
			`N${';A=b'.repeat(50_000)}`,
			`FN:${'\\'.repeat(100_000)}`,
			`N:${';'.repeat(100_000)}`
		])
			await readVcards(card('FN:Mia', line));
		expect(performance.now() - started).toBeLessThan(2000);
	});
});
