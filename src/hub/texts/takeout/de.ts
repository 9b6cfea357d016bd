export default {
	data: 'Meine Daten herunterladen',
	files: 'Meine Dateien herunterladen',
	what: 'Ihre Daten sind eine Datei mit allem, was hier steht; Ihre Dateien kommen als ein ZIP.',
	getting: 'Ihre Daten werden vorbereitet …',
	ready: 'Ihre Daten sind auf diesem Gerät: Der Knopf geht auch ohne Verbindung.',
	atClick: 'Ihre Daten werden geholt, wenn Sie auf den Knopf drücken.',
	failed: 'Ihre Daten konnten nicht geholt werden. Bitte drücken Sie noch einmal, wenn Sie online sind.',
	filesFailed:
		'Ihre Dateien konnten nicht geholt werden. Bitte drücken Sie noch einmal, wenn Sie online sind.',
	index: {
		title: 'Ihre Dateien von {business}',
		made: 'Erstellt für {name} am {moment}.',
		data: 'data.json enthält alles Geschriebene, lesbar für Programme.',
		none: 'Es gibt keine Dateien.',
		file: 'Datei',
		date: 'Datum',
		size: 'Größe',
		missing: 'Diese Datei war nicht zu finden. Bitte fragen Sie {business} danach.',
		damaged:
			'Das ist nicht, was aufbewahrt wurde: Die Datei ist vielleicht beschädigt. Bitte fragen Sie {business} danach.'
	}
} as const;
