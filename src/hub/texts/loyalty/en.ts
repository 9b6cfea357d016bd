export default {
	nth: {
		visit: '{count, selectordinal, one {#st} two {#nd} few {#rd} other {#th}} visit this year ✨',
		session: '{count, selectordinal, one {#st} two {#nd} few {#rd} other {#th}} session this year ✨',
		shoot: '{count, selectordinal, one {#st} two {#nd} few {#rd} other {#th}} shoot this year ✨',
		clean: '{count, selectordinal, one {#st} two {#nd} few {#rd} other {#th}} clean this year ✨',
		job: '{count, selectordinal, one {#st} two {#nd} few {#rd} other {#th}} job this year ✨'
	},
	why: {
		visit: '{count, plural, one {# visit} other {# visits}} in the last 365 days: {days}.',
		session: '{count, plural, one {# session} other {# sessions}} in the last 365 days: {days}.',
		shoot: '{count, plural, one {# shoot} other {# shoots}} in the last 365 days: {days}.',
		clean: '{count, plural, one {# clean} other {# cleans}} in the last 365 days: {days}.',
		job: '{count, plural, one {# job} other {# jobs}} in the last 365 days: {days}.'
	},
	andMore: '{days} and {count} before',
	vip: '{name} from the {count, selectordinal, one {#st} two {#nd} few {#rd} other {#th}} within 365 days on.',
	then: 'Without another one it stays so until {day}. Then it says “{pill}”.',
	thenNothing: 'Without another one it stays so until {day}. Then nothing is shown.',
	refund: 'What is refunded does not count.'
} as const;
