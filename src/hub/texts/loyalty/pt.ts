export default {
	nth: {
		visit: '{count}ª visita este ano ✨',
		session: '{count}ª sessão este ano ✨',
		shoot: '{count}ª sessão de fotos este ano ✨',
		clean: '{count}ª limpeza este ano ✨',
		job: '{count}º serviço este ano ✨'
	},
	why: {
		visit: '{count, plural, one {# visita} other {# visitas}} nos últimos 365 dias: {days}.',
		session: '{count, plural, one {# sessão} other {# sessões}} nos últimos 365 dias: {days}.',
		shoot:
			'{count, plural, one {# sessão de fotos} other {# sessões de fotos}} nos últimos 365 dias: {days}.',
		clean: '{count, plural, one {# limpeza} other {# limpezas}} nos últimos 365 dias: {days}.',
		job: '{count, plural, one {# serviço} other {# serviços}} nos últimos 365 dias: {days}.'
	},
	andMore: '{days} e {count} antes',
	vip: '{name} a partir de {count} em 365 dias.',
	then: 'Sem outra, continua assim até {day}. Depois dirá “{pill}”.',
	thenNothing: 'Sem outra, continua assim até {day}. Depois nada é mostrado.',
	refund: 'O que é reembolsado não conta.'
} as const;
