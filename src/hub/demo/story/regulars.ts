import { album } from '../pictures/album.ts';
import { colourCare } from '../papers/aftercare.ts';
import { priceList } from '../papers/price-list.ts';
import { conversation } from './time.ts';
import type { DemoCase, DemoCustomer, DemoQuote } from './types.ts';

/** A year of visits, one every few weeks: enough of them to make a VIP. */
function visits(count: number): { cases: DemoCase[]; quotes: DemoQuote[] } {
	const days = Array.from({ length: count }, (_, index) => 24 + index * 38);
	return {
		cases: days.map((day): DemoCase => ({
			subject: 'Fade and beard',
			status: 'closed',
			outcome: 'won',
			value: 3800,
			source: 'whatsapp',
			assignee: 'manager',
			closed: `${day}d 18:05`,
			lines: conversation(`
# ${day + 2}d 09:15 whatsapp
Same as always, ${day % 3 ? 'Thursday after work' : 'Friday at five'}?
# ${day + 2}d 09:31 whatsapp Tomas
Your chair is waiting.
`)
		})),
		quotes: days.slice(0, 3).map((day, index): DemoQuote => ({
			title: 'Fade and beard',
			status: 'paid',
			created: `${day}d 17:58`,
			decided: `${day}d 18:00`,
			about: index,
			items: [['Fade and beard', 1, 3800]],
			payments: [{ when: `${day}d 18:02`, amount: 3800, method: index === 1 ? 'cash' : 'card' }]
		}))
	};
}

/** Customers that one would meet at the salon on an ordinary day. None of them knows the bride. */
export function regulars(): DemoCustomer[] {
	return [
		{
			name: 'Amara Okonkwo',
			mailbox: 'amara.okonkwo',
			telephone: 'amara',
			preferences: 'Please plan half an hour more, my hair takes its time.',
			since: '410d 10:00',
			seen: '3d 19:44',
			cases: [
				{
					subject: 'Caramel balayage on natural curls',
					status: 'waiting',
					source: 'email',
					assignee: 'admin',
					lines: conversation(`
# 6d 20:12 email
Hi Priya, I'd like to go lighter in spring but I don't want to lose the curl. Is balayage a bad idea on 4a hair?
# 5d 09:30 email Priya
Hi Amara, not if we go slowly: two sessions, six weeks apart, nothing stronger than 20 vol and a bond builder in both. I've put the photos from last year and a quote on your page.
# 4d 08:10 portal
The caramel one is the one. What if I stop after the first session?
# 3d 10:25 email Priya
Then you have soft ends and no line, so that is a perfectly good place to stop. You only pay for the session we did.
`)
				},
				{
					subject: 'Caramel ends for the summer',
					status: 'closed',
					outcome: 'won',
					value: 21500,
					source: 'email',
					assignee: 'admin',
					closed: '160d 16:40',
					lines: conversation(`
# 172d 13:02 email
Do you have a Saturday for colour before the end of the month?
# 172d 15:10 email Priya
The last one at 10, I have kept it for you.
`)
				}
			],
			quotes: [
				{
					title: 'Balayage in two sessions',
					status: 'sent',
					created: '5d 09:28',
					about: 0,
					validFor: 25,
					items: [
						['Balayage session with bond builder', 2, 16500],
						['Gloss', 2, 4900]
					]
				},
				{
					title: 'Caramel ends, cut and gloss',
					status: 'paid',
					created: '172d 15:12',
					decided: '171d 08:00',
					about: 1,
					items: [
						['Caramel ends', 1, 14000],
						['Cut and gloss', 1, 7500]
					],
					payments: [{ when: '160d 16:35', amount: 21500, method: 'card' }]
				},
				{
					title: 'Protective styling for a holiday',
					status: 'draft',
					created: '2d 17:15',
					items: [['Braids, medium, per hour', 4, 5500]]
				}
			],
			files: [
				{
					name: 'Caramel - before and after.jpg',
					label: 'Last summer',
					shared: '159d 10:00',
					opened: '158d 21:14',
					downloads: 1,
					content: album.caramelBalayage
				}
			]
		},
		{
			name: 'Jean-Baptiste Ndiaye',
			mailbox: 'jb.ndiaye',
			telephone: 'jb',
			preferences: 'Football, yes. Politics, no.',
			since: '395d 17:30',
			seen: '24d 19:00',
			...visits(9),
			files: [
				{
					name: 'Prices this season.pdf',
					label: 'Price list',
					shared: '30d 12:00',
					opened: '29d 08:12',
					downloads: 1,
					content: priceList
				}
			]
		},
		{
			name: 'Thaís Albuquerque',
			mailbox: 'thais.albuquerque',
			telephone: 'thais',
			preferences: 'Copper forever. Please no heat above 180 degrees.',
			since: '150d 09:40',
			seen: '20d 07:55',
			cases: [
				{
					subject: 'Rescue after a home colour',
					status: 'closed',
					outcome: 'won',
					reason: 'Sent photos first, trusted the plan',
					value: 28900,
					source: 'whatsapp',
					assignee: 'owner',
					closed: '21d 19:10',
					lines: conversation(`
# 33d 21:50 whatsapp
Hello, I did something silly with a box from the supermarket. It was supposed to be copper. It is not copper.
# 32d 08:20 whatsapp Sofia
It happens to the best. Could you send two photos by a window, one from behind?
# 32d 08:41 whatsapp
Sent by email, I can't look at them again.
# 32d 09:05 whatsapp Sofia
That's a clean brown, which is good news: we lift it gently and put real copper on top. Five hours, bring a book.
# 31d 10:00 whatsapp
You are saving my sister's wedding photos. Booked.
# 20d 07:50 portal
I have looked into every shop window since. Thank you!
`)
				}
			],
			quotes: [
				{
					title: 'Colour correction: from brown to copper',
					status: 'paid',
					created: '32d 09:20',
					decided: '31d 10:00',
					about: 0,
					items: [
						['Colour correction, per hour', 3, 7500],
						['Gloss', 1, 4900],
						['Copper mask, to take along', 1, 1500]
					],
					payments: [
						{ when: '31d 10:30', amount: 10000, method: 'transfer', reference: 'Part payment' },
						{ when: '21d 19:05', amount: 18900, method: 'card' }
					]
				}
			],
			files: [
				{
					name: 'Copper - before and after.jpg',
					shared: '21d 19:12',
					opened: '20d 07:49',
					downloads: 4,
					content: album.copperCorrection
				},
				{
					name: 'Copper care.pdf',
					label: 'How to keep it',
					shared: '21d 19:14',
					opened: '20d 07:52',
					downloads: 1,
					content: colourCare
				}
			]
		},
		{
			name: 'Lin Xiaowen',
			mailbox: 'lin.xiaowen',
			telephone: 'lin',
			since: '75d 14:20',
			cases: [
				{
					subject: 'Straight fringe and a blunt cut',
					status: 'open',
					source: 'whatsapp',
					assignee: 'agent',
					lines: conversation(`
# 1d 18:40 whatsapp
Hi, can I bring my fringe in for five minutes? It is in my eyes again.
# 1d 18:55 whatsapp Ewa
Of course, fringes are free between two cuts. Tomorrow before 11 or after 4?
# 40m whatsapp
After 4 is good. Could we also talk about a shorter cut, like to the chin?
`)
				},
				{
					subject: 'Blunt cut',
					status: 'closed',
					outcome: 'won',
					value: 7400,
					source: 'whatsapp',
					assignee: 'agent',
					closed: '70d 12:30',
					lines: conversation(`
# 75d 14:20 whatsapp
Do you cut Asian hair? The last place made it a triangle.
# 75d 14:45 whatsapp Ewa
We do, and we leave triangles to geometry. Saturday at 11?
`)
				}
			],
			quotes: [],
			files: [
				{
					name: 'Blunt cut.webp',
					label: 'How it looked on the first day',
					shared: '70d 12:35',
					content: album.sleekResult
				}
			]
		},
		{
			name: 'Siobhán O’Shea-Murtagh',
			mailbox: 'siobhan.oshea',
			telephone: 'siobhan',
			since: '230d 16:10',
			seen: '88d 12:00',
			cases: [
				{
					subject: 'Highlights turned out too cool',
					status: 'closed',
					outcome: 'lost',
					reason: 'Refunded: the tone was not what we had agreed on',
					source: 'email',
					assignee: 'owner',
					closed: '88d 17:30',
					lines: conversation(`
# 92d 19:31 email
Dear Sofia, I gave it a week, but the highlights look silver on me in daylight. That is not what the picture showed.
# 91d 08:40 email Sofia
Dear Siobhán, I'm sorry. Please let us put it right this week at no cost, or I'll give you your money back. Whichever you prefer.
# 89d 10:11 email
I'd rather have the money back this time. No hard feelings.
# 88d 17:25 email Sofia
Refunded to your card today, and thank you for telling us straight.
`)
				}
			],
			quotes: [
				{
					title: 'Highlights and cut',
					status: 'refunded',
					created: '104d 12:00',
					decided: '103d 09:00',
					about: 0,
					items: [
						['Highlights', 1, 11990],
						['Cut and blow-dry, long', 1, 7400]
					],
					payments: [{ when: '99d 15:00', amount: 19390, method: 'card', refunded: '88d 17:22' }]
				}
			],
			files: []
		},
		{
			name: 'ليلى حداد',
			mailbox: 'layla.haddad',
			telephone: 'layla',
			locale: 'ar',
			preferences: 'A chair away from the window, please, and a female stylist.',
			since: '61d 11:11',
			seen: '11d 21:30',
			cases: [
				{
					subject: 'Henna and colour: what goes first?',
					status: 'waiting',
					source: 'portal',
					assignee: 'admin',
					lines: conversation(`
# 12d 20:02 portal
Good evening, I have had henna in my hair since the summer. Can you colour over it?
# 11d 09:20 email Priya
Good morning Layla, sometimes. Could you leave us a few hairs from your brush? We test them for two days, so that there are no surprises.
`)
				}
			],
			quotes: [],
			files: []
		}
	];
}
