/** Labels that stand on several of the files: the customer tells those apart by their names. */
export function sharedLabels(files: { label: string | null }[]): Set<string | null> {
	const labels = files.flatMap(({ label }) => label ?? []);
	return new Set(labels.filter((label, index) => labels.indexOf(label) !== index));
}
