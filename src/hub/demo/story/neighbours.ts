import { conversation } from './time.ts';
import type { DemoCustomer } from './types.ts';

/** A family with one telephone, a lady without email, and two friends whom somebody sent. */
export function neighbours(): DemoCustomer[] {
	return [
		{
			name: 'Niamh Gallagher',
			mailbox: 'niamh.gallagher',
			telephone: 'gallagher',
			address: '3 Warren Street\nDublin 8',
			since: '500d 10:10',
			cases: [
				{
					subject: 'Two school haircuts and a quiet hour',
					status: 'open',
					source: 'whatsapp',
					assignee: 'manager',
					lines: conversation(`
# 2d 17:04 whatsapp
Could you take both kids on the same afternoon? And me while they're busy with their phones?
# 2d 17:20 whatsapp Tomas
Wednesday at 3: Aoife with Ewa, Cian with me, and you with a coffee.
# 1d 21:40 whatsapp
Make that Thursday and it's a deal. Cian wants it "like last time but not"
`)
				}
			],
			quotes: [
				{
					title: 'Family afternoon',
					status: 'accepted',
					created: '2d 17:25',
					decided: '1d 21:40',
					about: 0,
					items: [
						['Children’s cut', 1, 2600],
						['Cut, teenager', 1, 3200],
						['Cut and blow-dry, long', 1, 7400]
					]
				}
			],
			files: []
		},
		{
			name: 'Aoife Gallagher',
			mailbox: 'aoife.gallagher',
			telephone: 'gallagher',
			since: '380d 16:00',
			cases: [],
			quotes: [],
			files: []
		},
		{
			name: 'Cian Gallagher',
			mailbox: 'cian.gallagher',
			telephone: 'gallagher',
			since: '380d 16:05',
			cases: [],
			quotes: [],
			files: []
		},
		{
			name: 'Bridie Nolan',
			mailbox: null,
			telephone: 'bridie',
			address: '9 Grantham Place\nDublin 8',
			since: '620d 09:00',
			cases: [
				{
					subject: 'Shampoo and set, every second Friday',
					status: 'closed',
					outcome: 'no_decision',
					reason: 'Away at her daughter’s until spring',
					source: 'manual',
					assignee: 'agent',
					closed: '45d 11:00',
					lines: []
				}
			],
			quotes: [
				{
					title: 'Shampoo and set',
					status: 'paid',
					created: '59d 10:50',
					decided: '59d 10:55',
					about: 0,
					items: [['Shampoo and set', 1, 3500]],
					payments: [{ when: '59d 11:00', amount: 3500, method: 'cash' }]
				}
			],
			files: []
		},
		{
			name: 'Zofia Wiśniewska',
			mailbox: 'zofia.wisniewska',
			telephone: 'zofia',
			since: '52d 12:42',
			cases: [
				{
					subject: 'Make-up for a company party',
					status: 'closed',
					outcome: 'lost',
					reason: 'We had no time on that evening',
					source: 'email',
					assignee: 'manager',
					closed: '50d 09:00',
					lines: conversation(`
# 52d 12:42 email
Hello, is there any chance for make-up for two this Friday around 5?
# 51d 09:15 email Tomas
Hello Zofia, this Friday we're full until 7, I'm sorry. Shall I put you on the list in case somebody cancels?
# 51d 09:50 email
No worries, we need to be there at 6. Next time!
`)
				}
			],
			quotes: [
				{
					title: 'Party make-up for two',
					status: 'void',
					created: '51d 09:10',
					about: 0,
					items: [['Make-up', 2, 6500]]
				}
			],
			files: []
		},
		{
			name: 'Ruth Adeyemi',
			mailbox: 'ruth.adeyemi',
			telephone: 'ruth',
			since: '34d 20:10',
			seen: '9d 20:00',
			cases: [
				{
					subject: 'Long bob, on a friend’s advice',
					status: 'closed',
					outcome: 'won',
					value: 7400,
					source: 'referral',
					assignee: 'agent',
					closed: '9d 17:45',
					lines: conversation(`
# 34d 20:10 portal
A friend sent me here and says you are good at honest advice. Would a long bob suit a round face?
# 33d 09:05 email Ewa
Hi Ruth, it would, if it is longer in front. Come by for a free consultation, and decide in the chair.
# 32d 12:20 email
Wednesday at 5:30 then.
# 14d 18:03 email
I'm ready. Is next week possible?
# 14d 18:20 email Ewa
Thursday at 4:30 is yours.
`)
				}
			],
			quotes: [
				{
					title: 'Cut and blow-dry',
					status: 'paid',
					created: '9d 16:20',
					decided: '9d 16:25',
					about: 0,
					items: [['Cut and blow-dry, long', 1, 7400]],
					payments: [{ when: '9d 17:40', amount: 7400, method: 'card' }]
				}
			],
			files: []
		},
		{
			name: 'Hannah Doyle',
			mailbox: 'hannah.doyle',
			telephone: 'hannah',
			since: '10d 13:12',
			cases: [
				{
					subject: 'Hair for a graduation',
					status: 'waiting',
					source: 'referral',
					assignee: 'manager',
					lines: conversation(`
# 10d 13:12 portal
Hi! I saw photos of what you did for a friend and need something for my graduation that fits under a cap.
# 9d 08:50 email Tomas
Hi Hannah, congratulations! A low knot or a side braid, both survive a cap being thrown. I've kept Friday at 9 for you, tell me if that works.
`)
				}
			],
			quotes: [],
			files: []
		}
	];
}
