export default {
	title: 'Excluir tudo sobre você?',
	how: 'Seu pedido vai para {business}, que tem um mês para responder. Até lá nada muda, e você pode retirá-lo aqui.',
	goes: 'O que será excluído',
	gone: {
		you: 'Seu nome, endereço, telefone e preferências',
		messages: 'Todas as mensagens trocadas, com seus arquivos, e todas as anotações sobre você',
		files: 'Todos os arquivos compartilhados com você',
		money: 'Seus orçamentos, faturas e recibos como você os vê aqui',
		page: 'Quem você indicou, e esta página com seu link'
	},
	stays: 'O que fica',
	kept: {
		invoices:
			'De faturas e recibos emitidos: número, data, total e imposto, sem o seu nome. A lei exige que as empresas os guardem.',
		deletion: 'Que houve uma exclusão, sem dizer de quem.'
	},
	after:
		'Não é possível desfazer. Leve antes o que quiser guardar. Talvez {business} precise esperar, por exemplo enquanto houver uma fatura em aberto, e então dirá por quê.',
	yes: 'Sim, solicitar exclusão',
	no: 'Não, voltar'
} as const;
