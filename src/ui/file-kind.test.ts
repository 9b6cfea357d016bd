import { expect, test } from 'vitest';
import { fileKind } from '#ui/file-kind.ts';

test.each([
	['image/heic', 'image'],
	['IMAGE/PNG', 'image'],
	['application/pdf', 'pdf'],
	['text/plain; charset=utf-8', 'document'],
	['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'document'],
	['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'spreadsheet'],
	['text/csv', 'spreadsheet'],
	['application/zip', 'archive'],
	['application/x-7z-compressed', 'archive'],
	['audio/mpeg', 'audio'],
	['video/mp4', 'video'],
	['application/octet-stream', 'other'],
	['', 'other']
])('%s has the icon of kind %s', (type, kind) => expect(fileKind(type)).toBe(kind));
