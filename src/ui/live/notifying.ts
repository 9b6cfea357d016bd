const key = 'customer-hub notify';

/** `missing`: this browser has no notifications for pages; `denied`: its user has refused them for this site. */
export type Notifying = 'missing' | 'denied' | 'off' | 'on';

export function notifying(): Notifying {
	// Android's browsers have the name and refuse the call: there a page may not notify by itself.
	if (!('Notification' in globalThis) || /Android/.test(navigator.userAgent)) return 'missing';
	if (Notification.permission === 'denied') return 'denied';
	return Notification.permission === 'granted' && localStorage.getItem(key) === 'on' ? 'on' : 'off';
}

export const notifiesHere = (): boolean => notifying() === 'on';

/** Asks for permission where it has to; for a button, since browsers refuse a page that asks by itself. */
export async function startNotifying(): Promise<Notifying> {
	if ((await Notification.requestPermission()) === 'granted') localStorage.setItem(key, 'on');
	return notifying();
}

export function stopNotifying(): Notifying {
	localStorage.removeItem(key);
	return notifying();
}
