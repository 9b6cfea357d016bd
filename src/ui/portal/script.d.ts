declare module '*?script' {
	/** Where the compiled script is served (vite.page-script.ts). */
	const url: string;
	export default url;
}
