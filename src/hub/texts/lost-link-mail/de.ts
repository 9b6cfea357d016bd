export default {
	subject: 'Ihre Seite bei {business}',
	here: 'Hier ist der Link zu Ihrer eigenen Seite bei {business}: Nachrichten, Dateien, Angebote und Belege an einem Ort.',
	open: 'Meine Seite öffnen',
	asked: 'Jemand, wahrscheinlich Sie, hat darum gebeten. Wenn Sie es nicht waren, brauchen Sie nichts zu tun.'
} as const;
