const least = { major: 20, minor: 19 };

/** Ends the process with a sentence when this Node.js is older than what the app runs on. */
export function requireNode() {
	const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
	if (major > least.major || (major === least.major && minor >= least.minor)) return;
	console.error(
		`Customer Hub needs Node.js ${least.major}.${least.minor} or newer; this is ${process.versions.node}.`
	);
	process.exit(1);
}
