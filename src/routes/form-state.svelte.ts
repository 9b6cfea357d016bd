import type { SubmitFunction } from '@sveltejs/kit';
import { tick } from 'svelte';
import { invalidateAll } from '$app/navigation';
import { toast } from '#ui/toasts.svelte.ts';
import { markRefused, markSaved } from '#ui/unsaved.ts';
import { failureSentence } from './failure.ts';
import { showRefused } from './refused.ts';

/** What a refused form comes back with (respond.ts): sentences by field, and what was typed. */
type Refused = { errors: Record<string, string>; values: Record<string, string> };

/**
 * A form on its way: `busy` while it is, the first wrong field in focus when it comes back, a toast when it is done. When the
 * connection is lost or a server fails, a toast says so and the page stays with what was typed. For
 * `use:enhance={form.submit}`; without JavaScript the form is an ordinary one.
 */
export class FormState {
	busy = $state(false);

	/** What it was refused with last, for a page of several forms: there, `form` is that of the one that was sent last. */
	refused = $state.raw<Refused | null>(null);

	/**
	 * `done` is said once it succeeded; `reset` empties the fields then. `reloadOnConflict` shows the page as somebody else has made it
	 * meanwhile.
	 */
	constructor(
		private readonly options: { done?: string; reset?: boolean; reloadOnConflict?: boolean } = {}
	) {}

	submit: SubmitFunction = ({ formElement }) => {
		this.busy = true;
		return async ({ result, update }) => {
			if (result.type !== 'error')
				this.refused = result.type === 'failure' ? ((result.data as Refused | undefined) ?? null) : null;
			if (result.type === 'error') toast(failureSentence(result), { tone: 'danger' });
			else await update({ reset: this.options.reset === true && result.type === 'success' });
			if (this.options.reloadOnConflict && result.type === 'failure' && result.status === 409)
				await invalidateAll();
			this.busy = false;
			await tick();
			if (result.type === 'failure') return showRefused(formElement);
			if (result.type === 'error') return markRefused(formElement);
			markSaved(formElement);
			if (this.options.done) toast(this.options.done);
		};
	};
}
