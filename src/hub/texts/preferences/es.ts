export default {
	title: 'Tus preferencias',
	hint: 'Lo que {business} debe tener en cuenta: alergias, con quién prefieres ir, mascotas, dónde está la llave. Solo tú puedes cambiarlo.',
	save: 'Guardar preferencias',
	saved: 'Guardado ✓',
	saving: 'Guardando…',
	unsaved: 'Aún sin guardar',
	offline: 'Aún sin guardar. Se guardará cuando vuelvas a tener conexión.',
	count: '{used} de {most} caracteres',
	overwritten: 'Guardado. Mientras tanto, otra pestaña u otro dispositivo había guardado esto en su lugar:',
	useThat: 'Usar ese texto',
	keepBoth: 'Conservar ambos'
} as const;
