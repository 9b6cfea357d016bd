import { ATTACHMENT_LIMIT } from '#hub/messages/types.ts';

const MOST_FILES = 20;

/** The files of an answer after more were chosen, dropped or pasted, and why some of them were not taken; null: all were. */
export function withMoreFiles(
	files: readonly File[],
	more: readonly File[]
): { files: File[]; error: string | null } {
	const large = more.filter(({ size }) => size > ATTACHMENT_LIMIT);
	const all = [...files, ...more.filter(({ size }) => size <= ATTACHMENT_LIMIT)];
	const error = large.length
		? `${large.map(({ name }) => name).join(', ')}: larger than 50 MB, the most that can be sent.`
		: all.length > MOST_FILES
			? `${MOST_FILES} files are the most for one message.`
			: null;
	return { files: all.slice(0, MOST_FILES), error };
}

type Taking = {
	/** Whether files are wanted at this moment. */
	wanted: () => boolean;
	take: (files: File[]) => void;
	/** Files are held over the place, or are not any more. */
	over: (held: boolean) => void;
};

/** Makes a place take files that are dropped or pasted there; text goes its usual way. */
export function takesFiles({ wanted, take, over }: Taking) {
	const holds = (event: DragEvent) => wanted() && (event.dataTransfer?.types.includes('Files') ?? false);
	return {
		ondragover(event: DragEvent) {
			if (!holds(event)) return;
			event.preventDefault();
			over(true);
		},
		ondragleave: () => over(false),
		ondrop(event: DragEvent) {
			over(false);
			if (!holds(event)) return;
			event.preventDefault();
			take([...(event.dataTransfer?.files ?? [])]);
		},
		onpaste(event: ClipboardEvent) {
			const pasted = [...(event.clipboardData?.files ?? [])];
			if (!pasted.length || !wanted()) return;
			event.preventDefault();
			take(pasted);
		}
	};
}
