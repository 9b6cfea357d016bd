export default {
	title: 'Suas preferências',
	hint: 'O que {business} deve lembrar: alergias, quem você prefere, animais de estimação, onde fica a chave. Só você pode alterar isto.',
	save: 'Salvar preferências',
	saved: 'Salvo ✓',
	saving: 'Salvando…',
	unsaved: 'Ainda não salvo',
	offline: 'Ainda não salvo. Será salvo quando você estiver online de novo.',
	count: '{used} de {most} caracteres',
	overwritten: 'Salvo. Enquanto isso, outra aba ou outro aparelho havia salvado isto no lugar:',
	useThat: 'Usar este texto',
	keepBoth: 'Manter os dois'
} as const;
