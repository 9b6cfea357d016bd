export default {
	title: 'Sua privacidade',
	deletion: 'Exclusão em andamento',
	deletionSince: 'Em {day} você pediu a exclusão dos seus dados. {business} recebeu seu pedido.'
} as const;
