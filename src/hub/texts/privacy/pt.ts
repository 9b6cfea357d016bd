export default {
	title: 'Sua privacidade',
	intro:
		'{business} guarda o que você vê aqui e as suas conversas anteriores. Você pode levar tudo com você ou pedir a exclusão.',
	deletion: 'Exclusão em andamento',
	deletionSince: 'Em {day} você pediu a exclusão dos seus dados. {business} tem até {due} para responder.',
	ask: 'Solicitar exclusão',
	withdraw: 'Retirar meu pedido',
	withdrawn: 'Seu pedido foi retirado. Nada foi apagado.'
} as const;
