import { parentPort } from 'node:worker_threads';
import type { Printed } from '#platform/pdf/printer.ts';
import type { PaperKind } from '../numbers.ts';
import type { PaperData } from './data.ts';
import { renderPaper } from './render.ts';

/** What the printing thread is asked for (src/platform/pdf/printer.ts). `logo`: PNG bytes; null: none. */
export type PaperWork = { kind: PaperKind; data: PaperData; logo: Uint8Array | null };

async function printed({ kind, data, logo }: PaperWork): Promise<Printed> {
	return { file: await renderPaper(kind, data, logo && Buffer.from(logo)) };
}

parentPort?.on('message', (work: PaperWork) => {
	void printed(work)
		.catch((error: unknown): Printed => ({ error: error instanceof Error ? error.message : String(error) }))
		.then((answer) => parentPort?.postMessage(answer));
});
