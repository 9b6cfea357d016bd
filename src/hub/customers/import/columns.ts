import { fold } from '../search-text.ts';
import type { Sheet } from './sheet.ts';

/** What a column can mean. Several columns may mean the same: parts of a name or an address are put together. */
export const fields = ['name', 'given', 'family', 'email', 'phone', 'address', 'language'] as const;
export type Field = (typeof fields)[number];
/** One per column; null: left out. */
export type Columns = (Field | null)[];

/** Headings in English, German, French, Spanish and Portuguese, folded and without anything but letters and digits. */
const headings: Record<Field, string> = {
	name: `name fullname displayname customer customername client clientname contact contactname person
		kunde kundin kundenname kontakt anzeigename vollstandigername nomcomplet nomduclient nometprenom nombrecompleto
		nombreyapellidos cliente nombredelcliente contacto nomecompleto nomedocliente contato`,
	given: `firstname first givenname given forename vorname rufname prenom nombre nombredepila nombres primernombre nome
		primeironome`,
	family: `lastname last surname familyname family nachname familienname zuname nom nomdefamille apellido apellidos
		sobrenome apelido ultimonome`,
	email: `email mail emailaddress mailaddress emailadresse emailadres mailadresse adresseemail adressemail adresseelectronique
		courriel correo correoelectronico direcciondecorreo correoe enderecodeemail emailvalue primaryemail`,
	phone: `phone phonenumber phoneno telephone telephonenumber tel mobile mobilephone mobilenumber cell cellphone handy
		handynummer mobil mobilnummer mobiltelefon telefon telefonnummer telefonnr rufnummer numerodetelephone telephoneportable
		portable mobilephonenumber telefono numerodetelefono telefonomovil movil celular telefone numerodetelefone telemovel
		whatsapp phonevalue primaryphone homephone workphone businessphone`,
	address: `address postaladdress streetaddress street addressline addressline1 addressline2 zip zipcode postcode postalcode
		city town state province country homeaddress homestreet homecity homepostalcode homecountry addressformatted
		adresse anschrift strasse strasseundhausnummer hausnummer postleitzahl plz ort stadt wohnort land
		adressepostale rue codepostal ville pays direccion calle domicilio codigopostal ciudad localidad provincia pais
		endereco morada rua cep cidade localidade codigopostalcp`,
	language: `language lang locale preferredlanguage sprache langue idioma lingua`
};

const meanings = new Map<string, Field>(
	(Object.entries(headings) as [Field, string][]).flatMap(([field, words]) =>
		words.split(/\s+/).map((word): [string, Field] => [word, field])
	)
);

/** "E-mail 1 - Value" is "emailvalue", "Téléphone :" is "telephone". */
const plain = (heading: string) => {
	const letters = fold(heading).replace(/[^\p{L}\p{N}]/gu, '');
	return meanings.has(letters) ? letters : letters.replace(/\d+/g, '');
};

/** One `@`, and no character that two parts of the pattern could take: its time grows with the length alone. */
const isAddressed = (cell: string) => /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(cell);
const isNumber = (cell: string) => /^[+(]?[\d\s()./-]{6,}$/.test(cell) && cell.replace(/\D/g, '').length >= 6;

/** Whether the first row holds the columns' names: one of them is known, and none is an address. */
export function hasHeadings(sheet: Sheet): boolean {
	const cells = sheet.rows[0]?.cells ?? [];
	return sheet.kind === 'csv' && cells.some((cell) => meanings.has(plain(cell))) && !cells.some(isAddressed);
}

/** How many columns the widest row has. */
export const widthOf = (sheet: Sheet) =>
	sheet.rows.reduce((width, row) => Math.max(width, row.cells.length), 0);

/** What the columns seem to mean, by their headings, else by what stands in them. */
export function guessColumns(sheet: Sheet, headed: boolean): Columns {
	if (sheet.kind === 'vcard') return ['name', 'email', 'phone', 'address', 'language'];
	const guessed = headed ? byHeading(sheet) : byContent(sheet);
	return Array.from({ length: widthOf(sheet) }, (_, at) => guessed[at] ?? null);
}

function byHeading(sheet: Sheet): Columns {
	const names = (sheet.rows[0]?.cells ?? []).map(plain);
	const found: Columns = names.map((name) => meanings.get(name) ?? null);
	const has = (field: Field) => found.includes(field);
	return found.map((field, at) => {
		// "Vorname, Name" and "Prénom, Nom": beside a first name the plain word is the family's.
		if (field === 'name' && names[at] === 'name' && has('given') && !has('family')) return 'family';
		// "Nombre" or "Nom" alone is all of the name.
		if (field === 'given' && !has('family') && !has('name') && /^nom/.test(names[at] ?? '')) return 'name';
		if (field === 'family' && !has('given') && !has('name') && names[at] === 'nom') return 'name';
		return field;
	});
}

function byContent(sheet: Sheet): Columns {
	const sample = sheet.rows.slice(0, 50);
	const columns: Columns = Array.from({ length: widthOf(sheet) }, (_, at) => {
		const cells = sample.map((row) => row.cells[at] ?? '').filter(Boolean);
		if (!cells.length) return null;
		if (cells.filter(isAddressed).length >= cells.length / 2) return 'email';
		if (cells.filter(isNumber).length >= cells.length / 2) return 'phone';
		return null;
	});
	const name = columns.findIndex(
		(field, at) => field === null && sample.some((row) => /\p{L}{2}/u.test(row.cells[at] ?? ''))
	);
	return columns.map((field, at) => (at === name ? 'name' : field));
}
