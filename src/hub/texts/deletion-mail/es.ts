export default {
	subject: '{business} ha eliminado tus datos',
	done: 'Tus datos en {business} se han eliminado: cada mensaje, archivo y entrada sobre ti, el {day}. El enlace a tu página ya no abre nada.',
	receipt:
		'Se adjunta un comprobante firmado. Dice qué se eliminó y cuándo, y no te nombra. Cualquiera puede comprobarlo en {page}.',
	once: 'Esto se envió una sola vez a tu dirección, que no se conserva.'
} as const;
