import { album } from '../pictures/album.ts';
import { aftercareSheet } from '../papers/aftercare.ts';
import { weddingContract } from '../papers/contract.ts';
import { storedZip } from '../papers/zip.ts';
import { conversation } from './time.ts';
import type { DemoCustomer } from './types.ts';
import { weddingConversation, weddingDays } from './wedding.ts';

/** The first customer: an open case, quotes in several states, receipts, files and friends. */
export function bride(now: Date): DemoCustomer {
	const { wedding, weddingYear, trial, afterTrial } = weddingDays(now);
	return {
		name: 'Orla Fitzgerald',
		mailbox: 'orla.fitzgerald',
		telephone: 'orla',
		address: '14 Synge Street\nDublin 8\nD08 X2Y7',
		preferences:
			'Latex-free lash glue please (allergic, found out the hard way).\nTea over coffee. I like quiet mornings and I am happy to be told when something does not suit me.',
		preferencesSaved: '48d 08:41',
		since: '290d 11:05',
		seen: '2h',
		cases: [
			{
				subject: `Wedding hair and make-up, ${wedding}`,
				status: 'open',
				source: 'email',
				assignee: 'owner',
				lines: weddingConversation(now)
			},
			{
				subject: 'Hair for the engagement photos',
				status: 'closed',
				outcome: 'won',
				reason: 'Came back after the first cut',
				value: 9500,
				source: 'email',
				assignee: 'agent',
				closed: '118d 17:20',
				lines: conversation(`
# 131d 12:20 email
Hi, we have an engagement shoot in the Phoenix Park in two weeks. Could somebody do loose waves that survive wind?
# 131d 15:41 email Ewa
Hi Orla, wind is what we have most practice with. Friday at 9 am, 75 minutes? I'd set the waves a little tighter than you want them, they drop by noon.
# 131d 16:02 email
Perfect, see you then.
# 118d 17:05 email
The waves outlived the photographer's battery. Thank you!
`)
			},
			{
				subject: 'First cut and gloss',
				status: 'closed',
				outcome: 'won',
				reason: 'Recommended by a neighbour',
				value: 11800,
				source: 'manual',
				assignee: 'owner',
				closed: '276d 18:00',
				lines: conversation(`
# 290d 11:05 email
Hello, a neighbour told me about you. Would you have time for a cut, and something against dull ends?
# 290d 13:30 email Sofia
Hello Orla, gladly. A cut with a clear gloss would do it: Thursday in two weeks, 4 pm?
# 290d 13:52 email
Thursday at 4 is great.
`)
			},
			{
				subject: 'Tape-in extensions',
				status: 'closed',
				outcome: 'lost',
				reason: 'Decided to grow her own hair instead',
				source: 'whatsapp',
				assignee: 'agent',
				closed: '198d 10:15',
				lines: conversation(`
# 204d 18:11 whatsapp
What would extensions cost me, about 40 cm?
# 204d 18:30 whatsapp Ewa
I've put a quote on your page. Have a think, and feel the weight of a strand when you are next here.
# 198d 10:02 whatsapp
I'll let my own grow, I think. Thanks for being honest about the upkeep!
`)
			}
		],
		quotes: [
			{
				title: 'Bridesmaids: hair for three, make-up for two',
				status: 'sent',
				created: '10d 14:58',
				about: 0,
				validFor: 14,
				note: 'Ewa joins Sofia from 7:30, so that everybody is ready by 12:15.',
				items: [
					['Bridesmaid hair, on location', 3, 8500],
					['Bridesmaid make-up, latex-free lashes', 2, 7000]
				]
			},
			{
				title: 'Wedding morning: hair and make-up for the bride',
				status: 'invoiced',
				created: '63d 16:28',
				decided: '58d 18:50',
				about: 0,
				note: 'Trial included. The rest is due on the day.',
				items: [
					['Bridal hair, on location', 1, 22000],
					['Bridal make-up', 1, 18000],
					['Trial, about two hours', 1, 9500],
					['Travel to Kilronan House, per km', 38, 70]
				],
				payments: [{ when: '56d 09:00', amount: 20000, method: 'transfer', reference: 'Deposit' }]
			},
			{
				title: 'Loose waves for a photo shoot',
				status: 'paid',
				created: '131d 15:45',
				decided: '131d 16:02',
				about: 1,
				items: [
					['Styling, 75 minutes', 1, 7500],
					['Texture spray to take along', 1, 2000]
				],
				payments: [{ when: '118d 10:25', amount: 9500, method: 'card' }]
			},
			{
				title: 'Cut, gloss and blow-dry',
				status: 'paid',
				created: '290d 13:35',
				decided: '290d 13:52',
				about: 2,
				items: [
					['Cut and blow-dry', 1, 6900],
					['Clear gloss', 1, 4900]
				],
				payments: [{ when: '276d 17:55', amount: 11800, method: 'card' }]
			},
			{
				title: 'Tape-in extensions, 40 cm',
				status: 'declined',
				created: '204d 18:29',
				decided: '198d 10:02',
				about: 3,
				items: [
					['Tape-in extensions, 40 cm', 20, 1450],
					['Fitting, 2.5 hours', 2.5, 6000]
				]
			}
		],
		files: [
			{
				name: 'Gloss colour card.png',
				by: 'agent',
				label: 'Colour card, my favourite is no. 3',
				shared: '5d 10:22',
				opened: '5d 17:58',
				downloads: 1,
				content: album.glossCard
			},
			{
				name: 'Aftercare - up to the day.pdf',
				by: 'agent',
				label: 'The last seven days before the wedding',
				shared: '3h',
				content: () => aftercareSheet(now)
			},
			{
				name: 'Trial - before and after.jpg',
				label: `Trial on ${trial}`,
				shared: `${afterTrial}d 09:08`,
				opened: `${afterTrial}d 11:21`,
				downloads: 3,
				content: album.weddingTrial
			},
			{
				name: 'Trial - from behind.jpg',
				shared: `${afterTrial}d 09:09`,
				opened: `${afterTrial}d 11:24`,
				downloads: 2,
				content: album.weddingKnot
			},
			{
				name: 'Mood board.webp',
				by: 'agent',
				label: 'Mood board with dusty rose',
				shared: '38d 09:15',
				opened: '38d 12:02',
				downloads: 1,
				content: album.weddingBoard
			},
			{
				name: 'Wedding morning contract.pdf',
				by: 'admin',
				label: `Contract ${weddingYear}`,
				shared: '55d 09:06',
				opened: '55d 13:31',
				downloads: 2,
				content: () => weddingContract(now)
			},
			{
				name: 'Plan of the morning.zip',
				label: 'Timetable and packing list',
				shared: '1d 09:02',
				content: async () =>
					storedZip([
						{ name: 'Timetable.txt', bytes: Buffer.from(timetable) },
						{ name: 'What to bring.txt', bytes: Buffer.from(packing) }
					])
			}
		],
		sent: [
			{ mailbox: 'ruth.adeyemi', when: '34d 20:10', credited: '9d 17:45' },
			{ mailbox: 'hannah.doyle', when: '10d 13:12' }
		]
	};
}

const timetable = `07:30  Sofia and Ewa arrive, coffee
07:45  First sister: hair
08:30  Second sister: hair and make-up
09:30  Third sister: hair and make-up
10:30  Bride: make-up
11:20  Bride: hair and flowers
12:15  Ready
12:30  Photographer
`;
const packing = `A shirt with buttons, so that nothing goes over your head
The earrings (you have an opinion now)
The flowers from the florist, in water until 11
A straw for whatever you drink
`;
