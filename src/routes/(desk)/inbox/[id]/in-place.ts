import type { ActionResult, SubmitFunction } from '@sveltejs/kit';
import { tick } from 'svelte';
import { toast } from '#ui/toasts.svelte.ts';
import { showRefused } from '../../../refused.ts';
import { reread } from '../../reread.ts';
import { caseKey } from './address.ts';

/** Reads the case and the list beside it anew. */
export const refresh = (id: string): Promise<void> =>
	reread((url) => [caseKey(id), 'hub:inbox'].includes(url.href));

/** Sentences by field, as a form's action answers them. */
export type Errors = Record<string, string>;

type Ways = {
	id: string;
	/** The form is on its way, or is not any more. */
	busy?: (busy: boolean) => void;
	done?: (result: ActionResult) => void;
	/** Without it, a refusal is said in a toast. */
	failed?: (errors: Errors) => void;
};

/** A form of the case that leaves the page where it is: for `use:enhance`. Without a script the same form loads the page anew. */
export function inPlace({ id, busy, done, failed }: Ways): SubmitFunction {
	return ({ formElement }) => {
		busy?.(true);
		return async ({ result }) => {
			busy?.(false);
			if (result.type === 'error') toast(String(result.error.message), { tone: 'danger' });
			else if (result.type === 'failure') {
				const errors = (result.data?.['errors'] ?? {}) as Errors;
				if (failed) {
					failed(errors);
					await tick();
					showRefused(formElement);
				} else toast(Object.values(errors)[0] ?? 'That did not work. Please try again.', { tone: 'danger' });
			}
			await refresh(id);
			if (result.type === 'redirect' || result.type === 'success') done?.(result);
		};
	};
}
