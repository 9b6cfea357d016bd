import { getContext, setContext } from 'svelte';

const KEY = Symbol('leaving a case');

/** Called by the inbox's layout: how the open case is left for the list beside it. */
export const provideLeaving = (leave: () => void) => setContext(KEY, leave);

/** For whatever stands in the inbox: goes back to the list, to where it was scrolled when that is the page before. */
export const useLeaving = () => getContext<() => void>(KEY);
