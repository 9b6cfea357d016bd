export default {
	title: '¿Eliminar todo sobre ti?',
	how: 'Tu solicitud llega a {business}, que tiene un mes para responder. Hasta entonces nada cambia y puedes retirarla aquí.',
	goes: 'Lo que se eliminará',
	gone: {
		you: 'Tu nombre, dirección, teléfono y preferencias',
		messages: 'Todos los mensajes intercambiados, con sus archivos, y todas las notas sobre ti',
		files: 'Todos los archivos compartidos contigo',
		money: 'Tus presupuestos, facturas y recibos tal como los ves aquí',
		page: 'A quién recomendaste, y esta página con su enlace'
	},
	stays: 'Lo que se queda',
	kept: {
		invoices:
			'De las facturas y los recibos emitidos: número, fecha, total e impuesto, sin tu nombre. La ley obliga a las empresas a conservarlos.',
		deletion: 'Que hubo una eliminación, sin decir de quién.'
	},
	after:
		'No se puede deshacer. Llévate antes lo que quieras conservar. Puede que {business} tenga que esperar, por ejemplo mientras haya una factura pendiente; entonces te dirá por qué.',
	yes: 'Sí, solicitar la eliminación',
	no: 'No, volver'
} as const;
