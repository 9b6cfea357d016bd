type Options = {
	/** The list whose children are the lines, each with `data-line`. */
	list: () => HTMLElement | undefined;
	moved: (from: number, to: number) => void;
	dropped: () => void;
};

/** Dragging a line to another place with mouse, pen or finger: it trades places with whichever it is drawn over. */
export class LineDrag {
	constructor(private readonly options: Options) {}

	begin(event: PointerEvent, key: string, over: () => void): void {
		if (event.button !== 0) return;
		const handle = event.currentTarget as HTMLElement;
		let changed = false;
		const follow = ({ clientY }: PointerEvent) => {
			const rows = [...(this.options.list()?.children ?? [])];
			const from = rows.findIndex((row) => row instanceof HTMLElement && row.dataset['line'] === key);
			const to = rows.findIndex((row) => {
				const { top, bottom } = row.getBoundingClientRect();
				return clientY >= top && clientY <= bottom;
			});
			if (from < 0 || to < 0 || from === to) return;
			// Past the other's middle, so that lines of different heights do not jump to and fro.
			const { top, height } = rows[to]?.getBoundingClientRect() ?? { top: 0, height: 0 };
			const middle = top + height / 2;
			if (to > from ? clientY < middle : clientY > middle) return;
			changed = true;
			this.options.moved(from, to);
		};
		const end = () => {
			window.removeEventListener('pointermove', follow);
			window.removeEventListener('pointerup', end);
			window.removeEventListener('pointercancel', end);
			over();
			if (changed) this.options.dropped();
		};
		handle.focus();
		event.preventDefault();
		window.addEventListener('pointermove', follow);
		window.addEventListener('pointerup', end);
		window.addEventListener('pointercancel', end);
	}
}
