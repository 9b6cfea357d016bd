export type Category = 'image' | 'pdf' | 'document' | 'spreadsheet' | 'archive' | 'audio' | 'video' | 'other';

/** Types that are kept as they are. What is not here, or is here without being inert, is kept as OCTETS. */
export const OCTETS = 'application/octet-stream';

const OFFICE = 'application/vnd.openxmlformats-officedocument';
const OPEN = 'application/vnd.oasis.opendocument';

/** Extensions by type. A browser runs or styles nothing of these types: no HTML, XML, SVG or script is among them. */
const INERT: Record<Exclude<Category, 'other'>, Record<string, string>> = {
	image: {
		'image/jpeg': 'jpg jpeg jpe jfif',
		'image/png': 'png',
		'image/gif': 'gif',
		'image/webp': 'webp',
		'image/avif': 'avif',
		'image/heic': 'heic',
		'image/heif': 'heif',
		'image/tiff': 'tif tiff',
		'image/bmp': 'bmp',
		'image/x-icon': 'ico',
		'image/vnd.adobe.photoshop': 'psd',
		'image/jp2': 'jp2'
	},
	pdf: { 'application/pdf': 'pdf' },
	document: {
		'text/plain': 'txt text log md',
		'application/rtf': 'rtf',
		'application/msword': 'doc dot',
		[`${OFFICE}.wordprocessingml.document`]: 'docx',
		[`${OPEN}.text`]: 'odt',
		'application/vnd.ms-powerpoint': 'ppt pps',
		[`${OFFICE}.presentationml.presentation`]: 'pptx',
		[`${OPEN}.presentation`]: 'odp',
		'application/epub+zip': 'epub',
		'application/vnd.apple.pages': 'pages',
		'application/vnd.apple.keynote': 'key'
	},
	spreadsheet: {
		'text/csv': 'csv',
		'application/vnd.ms-excel': 'xls',
		[`${OFFICE}.spreadsheetml.sheet`]: 'xlsx',
		[`${OPEN}.spreadsheet`]: 'ods',
		'application/vnd.apple.numbers': 'numbers'
	},
	archive: {
		'application/zip': 'zip',
		'application/gzip': 'gz tgz',
		'application/x-tar': 'tar',
		'application/x-bzip2': 'bz2',
		'application/x-xz': 'xz',
		'application/x-7z-compressed': '7z',
		'application/x-rar-compressed': 'rar',
		'application/zstd': 'zst'
	},
	audio: {
		'audio/mpeg': 'mp3',
		'audio/mp4': 'm4a',
		'audio/aac': 'aac',
		'audio/wav': 'wav',
		'audio/flac': 'flac',
		'audio/ogg': 'ogg oga opus',
		'audio/midi': 'mid midi'
	},
	video: {
		'video/mp4': 'mp4 m4v',
		'video/quicktime': 'mov qt',
		'video/webm': 'webm',
		'video/matroska': 'mkv',
		'video/vnd.avi': 'avi',
		'video/mpeg': 'mpg mpeg',
		'video/3gpp': '3gp',
		'video/x-flv': 'flv'
	}
};

/** Extensions of what is never kept under a type of its own, for its icon's sake only. */
const ACTIVE: [Category, string][] = [
	['image', 'svg svgz'],
	['document', 'html htm xhtml ps eps'],
	['archive', 'cab arj ar cpio lz4 iso dmg']
];

const categories = new Map<string, Category>();
const types = new Map<string, string>();
const icons = new Map<string, Category>();
for (const [category, known] of Object.entries(INERT) as [Category, Record<string, string>][])
	for (const [type, extensions] of Object.entries(known)) {
		categories.set(type, category);
		for (const extension of extensions.split(' ')) {
			types.set(extension, type);
			icons.set(extension, category);
		}
	}
for (const [category, extensions] of ACTIVE)
	for (const extension of extensions.split(' ')) icons.set(extension, category);

/** Category of an inert type; undefined for one that is not kept. */
export const categoryOfType = (type: string): Category | undefined => categories.get(type);
/** The inert type of files with this extension (small letters, no dot). */
export const typeOfExtension = (extension: string): string | undefined => types.get(extension);
/** Category by extension alone. */
export const categoryOfExtension = (extension: string): Category | undefined => icons.get(extension);
