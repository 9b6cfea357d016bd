import { describe, expect, test } from 'vitest';
import { divideText } from './quoted-text.ts';

const lines = (...all: string[]) => all.join('\n');
const earlier = lines('> Hello Anna,', '>', '> would Tuesday suit you?');

describe('quoted text', () => {
	test.each([
		'On Mon, 3 Nov 2025 at 10:00, Salon <hello@salon.example> wrote:',
		'On Nov 3, 2025, at 10:00 AM, Salon <hello@salon.example>\nwrote:',
		'On 11/3/25 10:00 AM, Salon wrote:',
		'Am Mo., 3. Nov. 2025 um 10:00 Uhr schrieb Salon <hello@salon.example>:',
		'Am 03.11.2025 um 10:00 schrieb Salon:',
		'Salon <hello@salon.example> schrieb am Mo., 3. Nov. 2025, 10:00:',
		'Le lun. 3 nov. 2025 à 10:00, Salon <hello@salon.example> a écrit :',
		'El lun, 3 nov 2025 a las 10:00, Salon (<hello@salon.example>) escribió:',
		'Il giorno lun 3 nov 2025 alle ore 10:00 Salon <hello@salon.example> ha scritto:',
		'Op ma 3 nov 2025 om 10:00 schreef Salon <hello@salon.example>:',
		'Em seg., 3 de nov. de 2025 às 10:00, Salon <hello@salon.example> escreveu:',
		'Den mån 3 nov. 2025 kl 10:00 skrev Salon <hello@salon.example>:',
		'pon., 3 lis 2025 o 10:00 Salon <hello@salon.example> napisał(a):',
		'пн, 3 нояб. 2025 г. в 10:00, Salon <hello@salon.example>:\nSalon написал:',
		'2025-11-03 10:00 GMT+01:00 Salon <hello@salon.example>:',
		'2025年11月3日(月) 10:00 Salon <hello@salon.example>:',
		'Salon <hello@salon.example> 于2025年11月3日周一 10:00写道：'
	])('introduced by "%s" is folded', (attribution) => {
		const { body, quoted } = divideText(lines('Yes, gladly!', '', 'Anna', '', attribution, '', earlier));
		expect(body).toBe('Yes, gladly!\n\nAnna');
		expect(divideText(lines('Yes, gladly!', '', 'Anna', attribution, earlier)).body).toBe(body);
		expect(quoted).toContain('> would Tuesday suit you?');
	});

	test('of Outlook is folded, with its block of headers', () => {
		for (const block of [
			lines(
				'-----Original Message-----',
				'From: Salon',
				'Sent: Monday',
				'To: Anna',
				'Subject: Visit',
				'',
				'Hello Anna'
			),
			lines(
				'________________________________',
				'Von: Salon <a@b.c>',
				'Gesendet: Montag, 3. November',
				'An: Anna',
				'Betreff: Besuch',
				'',
				'Hello Anna'
			),
			lines(
				'*From:* Salon',
				'*Sent:* Monday, November 3',
				'*To:* Anna',
				'*Subject:* Visit',
				'',
				'Hello Anna'
			),
			lines('De : Salon', 'Envoyé : lundi 3 novembre', 'À : Anna', 'Objet : Visite', '', 'Hello Anna'),
			lines('-------- Ursprüngliche Nachricht --------', 'Von: Salon', 'Datum: 03.11.25', '', 'Hello Anna')
		]) {
			const { body, quoted } = divideText(lines('Yes!', '', block));
			expect(body, block).toBe('Yes!');
			expect(quoted, block).toBe(block);
		}
	});

	test('without an introduction is folded at the end', () => {
		expect(divideText(lines('Yes!', earlier))).toEqual({ body: 'Yes!', signature: '', quoted: earlier });
	});

	test('above the answer is folded as well', () => {
		const text = lines('On Monday, 3 Nov 2025, Salon wrote:', earlier, '', 'Yes, gladly!', '', '-- ', 'Anna');
		const { body, signature, quoted } = divideText(text);
		expect({ body, signature }).toEqual({ body: 'Yes, gladly!', signature: '-- \nAnna' });
		expect(quoted).toContain('Tuesday');
	});

	test('with answers in between stays, since they need it', () => {
		const text = lines('> Would Tuesday suit you?', 'Yes.', '> And at ten?', 'Rather at eleven.');
		expect(divideText(text)).toEqual({ body: text, signature: '', quoted: '' });
		const introduced = lines('On 3 Nov 2025 at 10:00, Salon <a@b.c> wrote:', text);
		expect(divideText(introduced).body).toContain('Rather at eleven.');
		expect(divideText(introduced).quoted).toBe('');
	});

	test('is not seen in what a person says', () => {
		for (const text of [
			lines('My sister wrote', 'that you are the best.'),
			lines('In 2019 my mother wrote', '', 'I loved it.'),
			lines('Hi,', 'From: the station you take bus 5.', 'See you'),
			lines('---------- Forwarded message ---------', 'From: Ben', 'Subject: Idea', '', 'Look at this'),
			'1 > 0',
			''
		])
			expect(divideText(text)).toEqual({ body: text, signature: '', quoted: '' });
	});

	test('that is all of a mail leaves an empty body, and nothing is lost', () => {
		expect(divideText(earlier)).toEqual({ body: '', signature: '', quoted: earlier });
	});

	test('is looked for quickly in the worst of texts', () => {
		for (const text of [
			'> a\nb c\n'.repeat(20_000),
			'On 1 wrote:\n'.repeat(30_000),
			`${'On 1 '.repeat(200_000)}wrote:`,
			'\n'.repeat(500_000),
			'Von: a\n'.repeat(50_000)
		]) {
			const started = performance.now();
			divideText(text);
			expect(performance.now() - started, text.slice(0, 20)).toBeLessThan(4000);
		}
	});
});

describe('a signature', () => {
	test('is set apart at its mark', () => {
		expect(divideText('Hello\n\n-- \nAnna Berg\n+49 123')).toEqual({
			body: 'Hello',
			signature: '-- \nAnna Berg\n+49 123',
			quoted: ''
		});
		expect(divideText(`Hello\n-- \nAnna\n\nOn 3 Nov 2025 at 10:00, Salon wrote:\n${earlier}`)).toMatchObject({
			body: 'Hello',
			signature: '-- \nAnna'
		});
	});

	test.each([
		'Sent from my iPhone',
		'Get Outlook for iOS<https://aka.ms/o0ukef>',
		'Von meinem iPhone gesendet',
		'Gesendet von Outlook für Android',
		'Envoyé de mon iPhone',
		'Enviado desde mi iPhone',
		'Inviato da iPhone',
		'Verstuurd vanaf mijn iPhone',
		'Отправлено с iPhone',
		'iPhoneから送信',
		'发自我的iPhone'
	])('of a phone is set apart: %s', (added) => {
		expect(divideText(`Yes!\n\n${added}`)).toEqual({ body: 'Yes!', signature: added, quoted: '' });
		expect(
			divideText(`Yes!\n\n${added}\n\nAm 03.11.2025 um 10:00 schrieb Salon:\n\n${earlier}`)
		).toMatchObject({
			body: 'Yes!',
			signature: added
		});
	});

	test('is not a rule between two parts of a text', () => {
		const text = `One\n--\n${'line\n'.repeat(20)}end`;
		expect(divideText(text).body).toBe(text);
	});
});
