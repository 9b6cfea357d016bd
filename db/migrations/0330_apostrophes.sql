-- O'Shea, O’Shea and OʼShea are one name: people write the apostrophe that their keyboard has. In a customer's folded text there is none
-- any more (hub/customers/search-text.ts), and hyphens are one; what was kept before is brought to the same.
update customers set search_text = ' ' || btrim(regexp_replace(regexp_replace(translate(search_text, '‐‑‒–—−', '------'),
	'[''‘’‛′‵`ʹ-ʿ]+', '''', 'g'), '(?<=[^ ])''|''(?=[^ ])', '', 'g'))
where search_text ~ '[‐-—−''‘’‛′‵`ʹ-ʿ]';
-- An acute accent in an apostrophe's place had become a space.
with folded as (
	select org_id, id, regexp_replace(normalize(lower(name), nfkd), '[\u0300-\u036f''‘’‛′‵`ʹ-ʿ]+', '', 'g') as before,
		regexp_replace(normalize(lower(replace(name, '´', '')), nfkd), '[\u0300-\u036f''‘’‛′‵`ʹ-ʿ]+', '', 'g') as after
	from customers where position('´' in name) > 0)
update customers set search_text = ' ' || after || substr(search_text, char_length(before) + 2)
from folded where customers.org_id = folded.org_id and customers.id = folded.id and starts_with(search_text, ' ' || before);

-- As in 0095; and apostrophes that Unicode has among the letters stand between words as all others do.
create or replace function text_words(said text, asked boolean default false) returns text[]
language plpgsql immutable strict parallel safe as $$
declare
	plain text := said;
	pieces text[];
	-- A pair's second half is found by itself too, so that a single sign is. A question holds pairs alone.
	unspaced constant text := '[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]';
begin
	if octet_length(said) > char_length(said) then
		-- Marks are put in order in a time that grows with the square of their number: no more than 64 signs hang together. And a
		-- tsvector holds a megabyte at most: beyond 100,000 signs, a text that unfolds that far is not searched.
		plain := left(normalize(regexp_replace(plain, '(\S{64})', '\1 ', 'g'), nfkd), 100000);
		plain := regexp_replace(lower(plain),
			'[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670'
			'\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u00ad\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u206f'
			'\u20d0-\u20ff\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f\ufeff]+', '', 'g');
		-- Letters that do not come apart but are typed without their stroke, and those that Arabic and Persian write differently.
		plain := translate(plain, 'øłđðıħςىةکی', 'olddihσيهكي');
		plain := replace(replace(replace(replace(plain, 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th');
		pieces := regexp_split_to_array(plain,
			'[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7\u02b9-\u02bf\u02c2-\u02df'
			'\u0589-\u058f\u05be\u05c0\u05c3\u05c6\u05f3\u05f4\u0600-\u060f\u061b-\u061f\u066a-\u066d\u06d4\u0964\u0965\u2000-\u2bff'
			'\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\u30fb\ue000-\uf8ff\ufe10-\ufe6f\uff00-\uff0f\ufff0-\uffff'
			'\U0001f000-\U0001faff\U000e0000-\U000e0fff]+');
	else
		pieces := regexp_split_to_array(lower(said), '[^a-z0-9]+');
	end if;
	pieces := array_remove(pieces, '');
	if plain ~ '\S{65}' then
		pieces := array(select piece from unnest(pieces) with ordinality as whole (word, place)
			cross join lateral regexp_split_to_table(regexp_replace(word, '(.{64})', '\1 ', 'g'), ' ') as piece
			where piece <> '' order by place);
	end if;
	if octet_length(plain) > char_length(plain) and plain ~ unspaced then
		pieces := array(
			select case when run ~ unspaced then substr(run, at, 2) else run end
			from unnest(pieces) with ordinality as whole (word, place)
			cross join lateral regexp_matches(word, '(' || unspaced || '+)|([^' || substr(unspaced, 2) || '+)', 'g')
				with ordinality as part (matched, part_place)
			cross join lateral (select coalesce(matched[1], matched[2]) as run) as runs
			cross join lateral generate_series(1, case when run !~ unspaced then 1
				when asked then greatest(char_length(run) - 1, 1) else char_length(run) end) as at
			order by place, part_place, at);
	end if;
	return pieces;
end $$;
update messages set body = body where body ~ '[ʹ-ʿ]';
update inquiries set subject = subject where subject ~ '[ʹ-ʿ]';
