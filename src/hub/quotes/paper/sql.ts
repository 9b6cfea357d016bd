import type postgres from 'postgres';
import type { Tx } from '#platform/database/database.ts';
import type { PaperData } from './data.ts';

export type Sought = { quoteId: string | null; paymentId: string | null };

/** In the scope of `tx`; null: there is none such. */
export async function paperData(tx: Tx, { quoteId, paymentId }: Sought): Promise<PaperData | null> {
	const [row] = await tx<
		{ paper: PaperData | null }[]
	>`select quote_paper(${quoteId}, ${paymentId}) as paper`;
	return row?.paper ?? null;
}

/** One statement, one round trip: it sets role and scope by itself. null: no such portal, or not hers. */
export async function portalPaperData(
	sql: postgres.Sql,
	tokenHash: Buffer,
	{ quoteId, paymentId }: Sought
): Promise<PaperData | null> {
	const [row] = await sql<
		{ paper: PaperData | null }[]
	>`select portal_paper(${tokenHash}, ${quoteId}, ${paymentId}) as paper`;
	return row?.paper ?? null;
}
