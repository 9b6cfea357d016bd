import { describe, expect, it } from 'vitest';
import { newPassword, tooNear } from './password-rules.ts';

const judge = (text: string) => newPassword().safeParse(text).error?.issues[0]?.message ?? 'fine';

describe('a new password', () => {
	it('is neither her address nor her name nor that of the business, however it is dressed up', () => {
		const known = {
			email: 'Sofia.Benedetti+hub@studio-lumi.example',
			names: ['Zo\u00eb M\u00fcller', 'Studio Lumi']
		};
		for (const text of [
			'sofia.benedetti+hub@studio-lumi.example',
			'SOFIA.BENEDETTI',
			'sofia benedetti 1987',
			'S0fia-Benedetti!!',
			'Zoe Muller 12',
			'zo\u00eb-m\u00fcller',
			'studio lumi',
			'StudioLumi2026!',
			'$tudio Lumi'
		])
			expect(tooNear(text, known), text).toContain('guess first');
		for (const text of ['sofia likes lumi', 'studio lumiere', 'korrektes pferd', '1234567890', '!!!!!!!!!!'])
			expect(tooNear(text, known), text).toBeNull();
		expect(tooNear('491701234567', { email: '491701234567@mail.example', names: ['24'] })).toContain('guess');
		expect(tooNear('20262026202', { email: 'a@mail.example', names: ['24', '🌸'] })).toBeNull();
	});

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
