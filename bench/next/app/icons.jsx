/** The drawings of src/ui/portal/Icons.svelte, each once; a constant, so that it is made once. */
const icons = (
	<svg width="0" height="0" aria-hidden="true" className="icons">
		<defs>
			<symbol id="i-page" viewBox="0 0 24 24">
				<path d="M6 22a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2h8a2.4 2.4 0 0 1 1.7.7l3.6 3.6a2.4 2.4 0 0 1 .7 1.7v12a2 2 0 0 1-2 2z" />
				<path d="M14 2v5a1 1 0 0 0 1 1h5" />
			</symbol>
			<symbol id="i-text" viewBox="0 0 24 24">
				<use href="#i-page" />
				<path d="M8 13h8M8 17h5" />
			</symbol>
			<symbol id="i-image" viewBox="0 0 24 24">
				<rect x="3" y="3" width="18" height="18" rx="2" />
				<circle cx="9" cy="9" r="2" />
				<path d="m21 15-3.1-3.1a2 2 0 0 0-2.8 0L6 21" />
			</symbol>
			<symbol id="i-sheet" viewBox="0 0 24 24">
				<use href="#i-page" />
				<path d="M8 13h2M14 13h2M8 17h2M14 17h2" />
			</symbol>
			<symbol id="i-archive" viewBox="0 0 24 24">
				<rect x="2" y="3" width="20" height="5" rx="1" />
				<path d="M4 8v11a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2V8M10 12h4" />
			</symbol>
			<symbol id="i-audio" viewBox="0 0 24 24">
				<path d="M9 18V5l12-2v13" />
				<circle cx="6" cy="18" r="3" />
				<circle cx="18" cy="16" r="3" />
			</symbol>
			<symbol id="i-video" viewBox="0 0 24 24">
				<rect x="3" y="3" width="18" height="18" rx="2" />
				<path d="m10 8.5 5 3.5-5 3.5z" />
			</symbol>
			<symbol id="i-down" viewBox="0 0 24 24">
				<path d="M12 4v11m-5-5 5 5 5-5M5 20h14" />
			</symbol>
			<symbol id="i-more" viewBox="0 0 24 24">
				<path d="m6 9 6 6 6-6" />
			</symbol>
			<symbol id="i-talk" viewBox="0 0 24 24">
				<path d="M21 12a8 8 0 0 1-8 8H4l2.3-2.9A8 8 0 1 1 21 12z" />
			</symbol>
			<symbol id="i-globe" viewBox="0 0 24 24">
				<circle cx="12" cy="12" r="9" />
				<path d="M3 12h18M12 3a14 14 0 0 1 0 18M12 3a14 14 0 0 0 0 18" />
			</symbol>
			<symbol id="i-lock" viewBox="0 0 24 24">
				<rect x="4" y="11" width="16" height="10" rx="2" />
				<path d="M8 11V7a4 4 0 0 1 8 0v4" />
			</symbol>
		</defs>
	</svg>
);

export const Icons = () => icons;

export const Icon = ({ name }) => (
	<svg className="icon" aria-hidden="true">
		<use href={`#i-${name}`} />
	</svg>
);
