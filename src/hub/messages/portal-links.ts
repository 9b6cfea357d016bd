import type { Instance } from '#platform/instance.ts';
import { hideInText, type SecretLinks } from '#platform/mail/reading/hidden-links.ts';

/** What a portal link looks like, whatever its origin was when it was mailed (D4). */
export const portalLinks = ({ config }: Pick<Instance, 'config'>): SecretLinks => ({
	letter: 'c',
	length: 43,
	host: new URL(config.origin).host
});

/** D4: a text as it may be stored: whoever pasted a portal link into it, the secret is not in it. */
export const withoutSecrets = (hub: Pick<Instance, 'config'>, text: string) =>
	hideInText(text, portalLinks(hub));
