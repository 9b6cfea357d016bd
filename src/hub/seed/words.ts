/** Given names and family names as one finds them in a city's address book; the first ones are the most common. */
export const givenNames =
	`Emma Jack Sophie James Grace Noah Ella Daniel Amelia Conor Lucy Adam Emily Sean Mia Oisín Ava Harry Hannah Luke Fatima Liam Anna
	Michael Maria Tom Chloe Ben Sara Omar Zofia Jakub Ana João Lucía Mateo Aisha Yusuf Mei Wei Priya Arjun Oksana Andrii Chidinma Emeka
	Niamh Ciarán Saoirse Fionn Aoife Cormac Siobhán Declan Roisin Eoin Élodie Hugo Ingrid Lars Elif Mehmet Noor Ali Linh Minh Hana Kenji
	Yael Noam Nikola Jelena Łucja Paweł Søren Åsa Renée Zoë Björn Inês Thaís Amara Kofi Esi Tendai Rania ليلى محمد فاطمة 晓雯 伟 さくら`.split(
		/\s+/
	);

export const familyNames =
	`Murphy Kelly O’Brien Byrne Ryan Walsh Smith O’Connor McCarthy Doyle Nolan Lynch Murray Quinn Moore Dunne Fitzgerald Kennedy Burke
	Collins Clarke Hughes Farrell Flynn Nowak Kowalska Wiśniewska Silva Santos Costa Pereira García Rodríguez Fernández López Müller
	Schmidt Fischer Weber Dubois Moreau Laurent Rossi Bianchi Romano Khan Ahmed Hussain Ali Patel Sharma Singh Kumar Nair Wang Li Zhang
	Chen Liu Nguyen Tran Kim Park Sato Suzuki Okonkwo Adeyemi Mensah Osei Ndiaye Diallo Kovalenko Shevchenko Popescu Ionescu Horvat
	Novák Svoboda Nagy Szabó Hansen Johansen Lindqvist Virtanen Yılmaz Demir Cohen Levi Haddad Khoury Jones Williams Taylor Brown Wilson
	Evans Thomas Roberts Johnson Šćepanović Đorđević Østergård Þórsdóttir N’Guessan حداد الخطيب 林 佐藤`.split(
		/\s+/
	);

export const subjects = [
	'Cut and blow-dry',
	'Balayage for the summer',
	'Fringe, just the fringe',
	'Hair for a wedding guest',
	'Gloss and a trim',
	'Colour correction',
	'Fade and beard',
	'Make-up for a party',
	'First visit',
	'Two kids, one afternoon',
	'Bridal trial',
	'Roots before the holiday',
	'Question about a booking',
	'Voucher for a friend',
	'Curls that hold',
	'Short, finally'
];

export const questions = [
	'Hi, do you have anything free this week?',
	'Would Thursday after five work for you?',
	'I saw the photos on your page and would love something like the second one.',
	'Could I move my appointment by an hour?',
	'What would that cost with a gloss?',
	'My hair reaches my shoulders, if that matters for the price.',
	'Sorry, I only saw your message now.',
	'Is parking possible near the salon?',
	'I would rather stay close to my own colour.',
	'My sister was with you last month and is very happy.',
	'Can I bring my daughter along?',
	'That sounds good, please put me down.',
	'Thank you, see you then!',
	'Do you take cards?',
	'It looked great for two weeks, and now it does what it wants again.',
	'Saturday would be best, but I can make a weekday work.',
	'I am allergic to ammonia, I think. Is that a problem?',
	'Let me check with my partner and come back to you.'
];

export const answers = [
	'Thank you for writing! We have Thursday at 4 or Friday at 10.',
	'Of course, we have moved it.',
	'Gladly. With a gloss it comes to €98, an hour and a half in all.',
	'Please come with dry hair, we will do the rest.',
	'There is a car park two streets on, the first hour is free.',
	'We will test it behind your ear first, so there are no surprises.',
	'The quote is on your page; nothing is due before the day.',
	'Yes, cards and cash, whichever you like.',
	'Lovely to hear that. Shall we keep the same time next month?',
	'Could you send us a photo by a window? Then we can tell you more.',
	'That is no trouble at all.',
	'See you then. If anything changes, just answer here.',
	'We would go half a shade warmer, it fades more gently.',
	'Come by for ten minutes and we will look at it together, free of charge.'
];

export const services: [description: string, unitPriceMinor: number][] = [
	['Cut and blow-dry', 6800],
	['Gloss', 4900],
	['Balayage', 18500],
	['Roots', 6200],
	['Fade and beard', 3800],
	['Pinned-up hair', 7800],
	['Make-up', 6500],
	['Colour correction, per hour', 7500]
];
