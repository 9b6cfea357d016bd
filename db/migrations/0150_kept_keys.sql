-- Keys under which names were hashed that must still be known after the instance key was changed or lost: which mails came in, who was
-- erased (D7). They belong to the data, so a backup has them and the ledger of erasures, which lies outside, does not. Each is made
-- from the instance key when it is first needed, and stays.
create table kept_keys (
	purpose text primary key check (char_length(purpose) between 1 and 60),
	key bytea not null check (octet_length(key) = 32),
	created_at timestamptz not null default now()
);
comment on table kept_keys is 'Keys of keyed hashes that outlive the instance key. Nothing can be opened with them.';

alter table kept_keys enable row level security;
alter table kept_keys force row level security;
create policy maintenance on kept_keys to hub_owner using (true) with check (true);
