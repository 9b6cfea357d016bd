export default {
	nth: {
		visit: '{count}.ª visita este año ✨',
		session: '{count}.ª sesión este año ✨',
		shoot: '{count}.ª sesión de fotos este año ✨',
		clean: '{count}.ª limpieza este año ✨',
		job: '{count}.º trabajo este año ✨'
	},
	why: {
		visit: '{count, plural, one {# visita} other {# visitas}} en los últimos 365 días: {days}.',
		session: '{count, plural, one {# sesión} other {# sesiones}} en los últimos 365 días: {days}.',
		shoot:
			'{count, plural, one {# sesión de fotos} other {# sesiones de fotos}} en los últimos 365 días: {days}.',
		clean: '{count, plural, one {# limpieza} other {# limpiezas}} en los últimos 365 días: {days}.',
		job: '{count, plural, one {# trabajo} other {# trabajos}} en los últimos 365 días: {days}.'
	},
	andMore: '{days} y {count} antes',
	vip: '{name} a partir de {count} en 365 días.',
	then: 'Si no hay otra, sigue así hasta el {day}. Después dirá «{pill}».',
	thenNothing: 'Si no hay otra, sigue así hasta el {day}. Después no se muestra nada.',
	refund: 'Lo que se reembolsa no cuenta.'
} as const;
