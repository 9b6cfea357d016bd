import { json } from '@sveltejs/kit';
import { publicKey } from '#hub/privacy/receipt.ts';
import { instance } from '#platform/instance.ts';
import type { RequestHandler } from './$types';

/** B1: the key by which anybody checks the receipts of this instance. */
export const GET: RequestHandler = () =>
	json(publicKey(instance().secrets), { headers: { 'cache-control': 'public, max-age=3600' } });
