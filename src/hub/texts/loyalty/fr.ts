export default {
	nth: {
		visit: '{count}e visite cette année ✨',
		session: '{count}e séance cette année ✨',
		shoot: '{count}e séance photo cette année ✨',
		clean: '{count}e ménage cette année ✨',
		job: '{count}e intervention cette année ✨'
	},
	why: {
		visit: '{count, plural, one {# visite} other {# visites}} ces 365 derniers jours : {days}.',
		session: '{count, plural, one {# séance} other {# séances}} ces 365 derniers jours : {days}.',
		shoot: '{count, plural, one {# séance photo} other {# séances photo}} ces 365 derniers jours : {days}.',
		clean: '{count, plural, one {# ménage} other {# ménages}} ces 365 derniers jours : {days}.',
		job: '{count, plural, one {# intervention} other {# interventions}} ces 365 derniers jours : {days}.'
	},
	andMore: '{days} et {count} avant',
	vip: '{name} à partir de {count} en 365 jours.',
	then: 'Sans nouvelle venue, cela reste ainsi jusqu’au {day}. Ensuite, il est écrit « {pill} ».',
	thenNothing: 'Sans nouvelle venue, cela reste ainsi jusqu’au {day}. Ensuite, rien n’est affiché.',
	refund: 'Ce qui est remboursé ne compte pas.'
} as const;
