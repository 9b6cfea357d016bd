-- Every object in storage is written down here before its first byte arrives, and stays until its last byte is gone:
-- so a crash leaves neither a row without bytes nor bytes without a row (ARCHITECTURE, Files).
create table objects (
	key text primary key constraint "a random key" check (key ~ '^[A-Za-z0-9_-]{32,64}$'),
	org_id uuid not null references organizations on delete restrict,
	state text not null default 'arriving' check (state in ('arriving', 'stored', 'leaving')),
	size bigint check (size >= 0),
	sha256 bytea check (octet_length(sha256) = 32),
	created_at timestamptz not null default now(),
	leaving_since timestamptz,
	unique (org_id, key),
	constraint "a stored object says its size and hash" check (state <> 'stored' or (size is not null and sha256 is not null)),
	constraint "a leaving object says since when" check ((state = 'leaving') = (leaving_since is not null))
);
comment on column objects.key is 'Random, chosen by the app and never by a person: its uniqueness is no oracle.';
create index objects_not_at_rest on objects (state, created_at) where state <> 'stored';

create table documents (
	org_id uuid not null,
	id uuid not null default gen_random_uuid(),
	customer_id uuid not null,
	object_key text not null,
	thumbnail_key text,
	name text not null constraint "a file name has 1 to 255 characters" check (char_length(name) between 1 and 255),
	label text constraint "a label has 1 to 120 characters" check (char_length(label) between 1 and 120),
	content_type text not null check (char_length(content_type) <= 255),
	category text not null
		check (category in ('image', 'pdf', 'document', 'spreadsheet', 'archive', 'audio', 'video', 'other')),
	size bigint not null check (size between 0 and 52428800),
	sha256 bytea not null check (octet_length(sha256) = 32),
	uploaded_by uuid,
	upload_key uuid,
	created_at timestamptz not null default now(),
	first_opened_at timestamptz,
	last_downloaded_at timestamptz,
	downloads integer not null default 0,
	primary key (org_id, id),
	unique (org_id, customer_id, upload_key),
	unique (object_key),
	foreign key (org_id, customer_id) references customers (org_id, id) on delete cascade,
	foreign key (org_id, object_key) references objects (org_id, key) on delete no action,
	foreign key (org_id, thumbnail_key) references objects (org_id, key) on delete set null (thumbnail_key),
	foreign key (org_id, uploaded_by) references members (org_id, id) on delete set null (uploaded_by)
);
comment on column documents.first_opened_at is 'When the customer first opened it; null: the portal marks it "new".';
comment on column documents.last_downloaded_at is 'The customer''s last download, never the owner''s.';
comment on column documents.upload_key is 'The form''s idempotency key: a retried upload makes one document (D2).';
create index documents_by_customer on documents (org_id, customer_id, created_at desc, id desc);
create index documents_by_thumbnail on documents (org_id, thumbnail_key) where thumbnail_key is not null;

create table attachments (
	org_id uuid not null,
	id uuid not null default gen_random_uuid(),
	message_id uuid not null,
	customer_id uuid,
	object_key text not null,
	name text not null check (char_length(name) between 1 and 255),
	content_type text not null check (char_length(content_type) <= 255),
	size bigint not null check (size between 0 and 52428800),
	sha256 bytea not null check (octet_length(sha256) = 32),
	created_at timestamptz not null default now(),
	primary key (org_id, id),
	unique (object_key),
	foreign key (org_id, message_id) references messages (org_id, id) on delete cascade,
	foreign key (org_id, customer_id) references customers (org_id, id) on delete set null (customer_id),
	foreign key (org_id, object_key) references objects (org_id, key) on delete no action
);
create index attachments_by_message on attachments (org_id, message_id);
create index attachments_by_customer on attachments (org_id, customer_id);

alter table organizations add foreign key (id, logo_key) references objects (org_id, key) on delete set null (logo_key);
create index organizations_by_logo on organizations (logo_key) where logo_key is not null;

alter table objects enable row level security;
alter table objects force row level security;
create policy maintenance on objects to hub_owner using (true) with check (true);
create policy members_of_the_organization on objects to hub_member using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert, update, delete on objects to hub_member;
create policy work_for_the_organization on objects to hub_worker using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert, update, delete on objects to hub_worker;
create policy gate on objects for update to hub_gate using (true);
create policy gate_reads on objects for select to hub_gate using (true);
grant select (key, state), update (state, leaving_since) on objects to hub_gate;

alter table documents enable row level security;
alter table documents force row level security;
create policy maintenance on documents to hub_owner using (true) with check (true);
create policy members_of_the_organization on documents to hub_member using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert, update, delete on documents to hub_member;
create policy work_for_the_organization on documents to hub_worker using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert, update, delete on documents to hub_worker;
create policy the_customer_alone on documents for select to hub_customer using (org_id = (select scope_org()) and customer_id = (select scope_customer()));
grant select (org_id, id, customer_id, object_key, thumbnail_key, name, label, content_type, category, size, sha256, created_at, first_opened_at) on documents to hub_customer;

alter table attachments enable row level security;
alter table attachments force row level security;
create policy maintenance on attachments to hub_owner using (true) with check (true);
create policy members_of_the_organization on attachments to hub_member using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert, update, delete on attachments to hub_member;
create policy work_for_the_organization on attachments to hub_worker using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert, update, delete on attachments to hub_worker;
create policy the_customer_alone on attachments for select to hub_customer using (org_id = (select scope_org()) and customer_id = (select scope_customer()));
grant select (org_id, id, message_id, customer_id, object_key, name, content_type, size, sha256, created_at) on attachments to hub_customer;

-- Whatever removes a row that names an object (a button, an erasure, a cascade) also writes down that the object must go,
-- in the same transaction. The bytes are then removed at once by the app, and again by the worker until they are gone.
set local role hub_gate;
create function gate.object_leaves() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
	update objects set state = 'leaving', leaving_since = now()
	where state <> 'leaving' and key = any (case tg_table_name
		when 'documents' then array[to_jsonb(old) ->> 'object_key', to_jsonb(old) ->> 'thumbnail_key']
		when 'organizations' then array[to_jsonb(old) ->> 'logo_key']
		else array[to_jsonb(old) ->> 'object_key'] end);
	return null;
end $$;
revoke execute on function gate.object_leaves() from public;
grant execute on function gate.object_leaves() to hub_owner;
set local role hub_owner;
create trigger object_leaves after delete on documents for each row execute function gate.object_leaves();
create trigger object_leaves after delete on attachments for each row execute function gate.object_leaves();
create trigger old_logo_leaves after update of logo_key on organizations
	for each row when (old.logo_key is distinct from new.logo_key) execute function gate.object_leaves();
