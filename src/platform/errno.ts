/** True when `error` carries one of these codes: a system error's (ENOENT), Node's own, or an SQLSTATE. */
export function isErrno(error: unknown, ...codes: string[]): boolean {
	return (
		error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code)
	);
}
