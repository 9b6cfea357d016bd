import { describe, expect, it } from 'vitest';
import { newPassword } from './password-rules.ts';

const judge = (text: string) => newPassword().safeParse(text).error?.issues[0]?.message ?? 'fine';

describe('a new password', () => {
	it('may be any ten characters that are not guessed first', () => {
		for (const text of [
			'korrektes pferd',
			'Tr0ub4dor&3x',
			'  spaces around  ',
			'пароль-длинный',
			'🐴🔋📎🐙🦊🐻🐼🐨🐯🦁',
			'u35s-sn8w-jhdt-smwp',
			'a'.repeat(99) + 'bc'.repeat(50)
		])
			expect(judge(text), text).toBe('fine');
	});

	it('needs ten characters and has 200 at most, counted as people count', () => {
		expect(judge('')).toContain('missing');
		expect(judge('nine char')).toContain('10 characters at least');
		expect(judge('🐴🔋📎🐙🦊🐻🐼🐨🐯')).toContain('10 characters at least');
		expect(judge('é1'.repeat(101))).toContain('200 characters at most');
	});

	it('is none of those that people guess first', () => {
		for (const text of [
			'password123',
			'Passw0rd!!!',
			'P@ssw0rd2026',
			'1234567890',
			'0987654321',
			'12345678901234',
			'qwertyuiop',
			'QWERTYUIOP1',
			'aaaaaaaaaa',
			'abababababab',
			'abcabcabcabc',
			'abcdefghijklm',
			'          ',
			'..........',
			'administrator',
			'Customer Hub 2026',
			'iloveyou123'
		])
			expect(judge(text), text).toContain('first passwords');
	});
});
