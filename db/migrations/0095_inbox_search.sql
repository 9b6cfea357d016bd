-- Full-text search in the inbox, in whatever language people write.
-- PostgreSQL's own parser knows words by the server's locale and splits addresses its own way, so words are taken here: without
-- case, marks and compatibility forms, apart at everything that is neither letter nor digit (punctuation, symbols, emoji). Scripts
-- without spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese) give overlapping pairs. What is kept and what is asked for go
-- through this one function, so it need not be perfect, only the same.

create function text_words(said text, asked boolean default false) returns text[]
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
			'[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7\u02c2-\u02df'
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
comment on function text_words(text, boolean) is
	'The words of a text as search compares them, in their order; asked: of a question, whose last word may be the beginning of one.';

-- Kept, not worked out at each search: walking newest messages compares many of them.
alter table messages add column words tsvector generated always as (array_to_tsvector(text_words(body))) stored;
comment on column messages.words is 'The message''s words (text_words), for search alone; read by the gate.';
create index messages_by_words on messages using gin (org_id, words) with (gin_pending_list_limit = 512);
alter table inquiries add column subject_words tsvector generated always as (array_to_tsvector(text_words(subject))) stored;
comment on column inquiries.subject_words is 'The subject''s words (text_words), for search alone.';
create index inquiries_by_words on inquiries using gin (org_id, subject_words);


-- @@ is not leakproof: under row-level security it would be tried on every message of the organization. So the search runs as
-- hub_gate and is held to the scope here; it answers ids, and the caller reads the rows under the policies as always.
-- A case is found by its messages, its subject, or its customer. Two ways: the newest cases are walked in the list's order until
-- a page is full, which ends early for words that many cases have; what is too rare for that is looked up by its index.
-- Neither alone would do: gathering half a million messages takes a second, and so does walking them all in vain.
grant select (words) on messages to hub_gate;
set local role hub_gate;
create function gate.search_cases(sought text, names text[], list text, of_member uuid, backwards boolean,
	edge timestamptz, edge_id uuid, at_most integer)
returns table (inquiry_id uuid, message_id uuid)
language plpgsql stable rows 25 security definer set search_path = public, pg_temp set max_parallel_workers_per_gather = 0 as $$
declare
	scope constant uuid := scope_org();
	asked constant text[] := (text_words(left(sought, 200), true))[1:8];
	place constant text := case list when 'deleted' then 'deleted_at' else 'active_at' end;
	-- The index has those without an assignee by it, and "is null" alone does not tell PostgreSQL that it leaves nothing to order.
	ordered constant text := format('%1$s i.%2$I %3$s, i.id %3$s',
		case when list = 'unassigned' then case when backwards then 'i.assignee_id desc,' else 'i.assignee_id,' end end,
		place, case when backwards then 'asc' else 'desc' end);
	held text;
	named text;
	matching text;
	query tsquery;
	ids uuid[];
	walked integer := 250;
begin
	if scope is null or coalesce(cardinality(asked), 0) = 0 then
		return;
	end if;
	-- The last word may be unfinished. One or two letters are not taken for a beginning, since half of all words have it.
	query := (select string_agg(quote_literal(word) || case when at = cardinality(asked)
			and (char_length(word) > 2 or word ~ '[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff]')
			then ':*' else '' end, ' & ') from unnest(asked) with ordinality as words (word, at))::tsquery;
	select string_agg(format('search_text like %L', '%' || regexp_replace(word, '([\\%_])', '\\\1', 'g') || '%'), ' and ')
	into named from unnest(names) as word;
	named := coalesce(named, 'false');
	held := case list
		when 'needs-reply' then 'i.status = ''open'' and i.last_direction = ''inbound'' and i.deleted_at is null'
		when 'open' then 'i.status = ''open'' and i.deleted_at is null'
		when 'waiting' then 'i.status = ''waiting'' and i.deleted_at is null'
		when 'closed' then 'i.status = ''closed'' and i.deleted_at is null'
		when 'mine' then 'i.assignee_id = $5 and i.status <> ''closed'' and i.deleted_at is null'
		when 'unassigned' then 'i.assignee_id is null and i.status <> ''closed'' and i.deleted_at is null'
		when 'deleted' then 'i.deleted_at is not null'
		when 'all' then 'i.deleted_at is null' end;
	if held is null then
		raise exception 'there is no list "%"', list using errcode = 'invalid_parameter_value';
	end if;
	held := format('i.org_id = $1 and %s', held);
	if edge is not null then
		held := format('%s and (i.%I, i.id) %s ($3, $4)', held, place, case when backwards then '>' else '<' end);
	end if;
	matching := format('(subject_words @@ $2
		or (select true from messages m where m.org_id = $1 and m.inquiry_id = walk.id and m.words @@ $2 limit 1)
		or (select true from customers c where c.org_id = $1 and c.id = walk.customer_id and %s))', named);
	loop
		execute format('select array_agg(id) from (select id from (select i.id, i.customer_id, i.subject_words from inquiries i
				where %s order by %s limit %s) as walk where %s limit $6) as matched', held, ordered, walked, matching)
		into ids using scope, query, edge, edge_id, of_member, at_most;
		exit when cardinality(ids) >= at_most;
		-- Worth walking on only where one case in fifty has the words; what is rarer, the index gathers faster.
		if walked < 3000 and cardinality(ids) * 50 >= walked then
			walked := 3000;
			continue;
		end if;
		-- In two steps, so that the second is planned for as many as there are.
		execute format('select array(select m.inquiry_id from messages m where m.org_id = $1 and m.words @@ $2
				union select s.id from inquiries s where s.org_id = $1 and s.subject_words @@ $2
				union select of_customer.id from customers c join inquiries of_customer
					on of_customer.org_id = $1 and of_customer.customer_id = c.id where c.org_id = $1 and %s)', named)
		into ids using scope, query;
		execute format('select array_agg(id) from (select i.id from inquiries i where %s and i.id = any($2)
				order by %s limit $6) as matched', held, ordered)
		into ids using scope, ids, edge, edge_id, of_member, at_most;
		exit;
	end loop;
	return query select one, (select m.id from messages m where m.org_id = scope and m.inquiry_id = one and m.words @@ query
		order by m.created_at desc, m.id desc limit 1) from unnest(ids) as one;
end $$;
comment on function gate.search_cases(text, text[], text, uuid, boolean, timestamptz, uuid, integer) is
	'This scope''s cases of a list that have every word sought, or whose customer has every name, next to an edge; and the newest message that has them.';
revoke execute on function gate.search_cases(text, text[], text, uuid, boolean, timestamptz, uuid, integer) from public;
grant execute on function gate.search_cases(text, text[], text, uuid, boolean, timestamptz, uuid, integer) to hub_member;
set local role hub_owner;

-- The inbox shows pending requests, the oldest first (S14).
create index customer_data_requests_pending on customer_data_requests (org_id, requested_at, id) where status = 'pending';
