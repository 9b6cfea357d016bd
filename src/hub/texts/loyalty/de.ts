export default {
	nth: {
		visit: '{count}. Besuch in diesem Jahr ✨',
		session: '{count}. Training in diesem Jahr ✨',
		shoot: '{count}. Fotoshooting in diesem Jahr ✨',
		clean: '{count}. Reinigung in diesem Jahr ✨',
		job: '{count}. Auftrag in diesem Jahr ✨'
	},
	why: {
		visit: '{count, plural, one {# Besuch} other {# Besuche}} in den letzten 365 Tagen: {days}.',
		session: '{count, plural, one {# Training} other {# Trainings}} in den letzten 365 Tagen: {days}.',
		shoot: '{count, plural, one {# Fotoshooting} other {# Fotoshootings}} in den letzten 365 Tagen: {days}.',
		clean: '{count, plural, one {# Reinigung} other {# Reinigungen}} in den letzten 365 Tagen: {days}.',
		job: '{count, plural, one {# Auftrag} other {# Aufträge}} in den letzten 365 Tagen: {days}.'
	},
	andMore: '{days} und {count} davor',
	vip: '{name} ab dem {count}. Mal innerhalb von 365 Tagen.',
	then: 'Ohne ein weiteres Mal bleibt es so bis {day}. Danach steht hier „{pill}“.',
	thenNothing: 'Ohne ein weiteres Mal bleibt es so bis {day}. Danach steht hier nichts.',
	refund: 'Was erstattet wird, zählt nicht.'
} as const;
