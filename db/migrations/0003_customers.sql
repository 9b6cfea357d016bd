-- A person whom the business serves. The portal's token is the whole authentication (S22): its SHA-256 finds the row,
-- the encrypted copy lets mails and Share portal show the link again.
create table customers (
	org_id uuid not null references organizations on delete cascade,
	id uuid not null default gen_random_uuid(),
	name text not null constraint "a name has 1 to 200 characters" check (char_length(name) between 1 and 200),
	email text check (char_length(email) between 3 and 254),
	email_normalized text check (char_length(email_normalized) between 3 and 254),
	phone text check (char_length(phone) <= 40),
	phone_normalized text check (char_length(phone_normalized) <= 40),
	address text check (char_length(address) <= 500),
	preferences text not null default '' constraint "preferences have at most 2000 characters" check (char_length(preferences) <= 2000),
	preferences_updated_at timestamptz,
	locale text check (char_length(locale) between 2 and 35),
	search_text text not null,
	portal_token_hash bytea not null unique check (octet_length(portal_token_hash) = 32),
	portal_token_encrypted bytea not null,
	portal_token_created_at timestamptz not null default now(),
	portal_seen_at timestamptz,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	primary key (org_id, id)
);
comment on column customers.search_text is 'Name, address and phone folded for search by the app (hub/customers/search-text.ts).';
comment on column customers.portal_token_hash is 'A hash of 256 random bits that nobody chooses: its uniqueness is no oracle.';
comment on column customers.portal_seen_at is 'B5: the customer''s own last interaction, never a robot''s or the owner''s.';
create index customers_by_name on customers (org_id, (lower(name)), id);
create index customers_by_created on customers (org_id, created_at desc, id desc);
create index customers_by_email on customers (org_id, email_normalized);
create index customers_by_phone on customers (org_id, phone_normalized);
create index customers_by_text on customers using gin (org_id, search_text gin_trgm_ops);

create table customer_data_requests (
	org_id uuid not null,
	id uuid not null default gen_random_uuid(),
	customer_id uuid not null,
	status text not null default 'pending' check (status in ('pending', 'approved', 'withdrawn')),
	requested_at timestamptz not null default now(),
	decided_at timestamptz,
	hold_note text check (char_length(hold_note) <= 2000),
	idempotency_key uuid,
	primary key (org_id, id),
	foreign key (org_id, customer_id) references customers (org_id, id) on delete cascade
);
comment on table customer_data_requests is 'S13: a customer asks to be deleted; one pending request at most.';
create unique index one_pending_data_request on customer_data_requests (org_id, customer_id) where status = 'pending';
create index customer_data_requests_by_customer on customer_data_requests (org_id, customer_id);

-- The ledger of erasures names nobody: counts and a keyed hash of the customer's id (D7).
create table erasures (
	org_id uuid not null references organizations on delete cascade,
	id uuid not null default gen_random_uuid(),
	customer_hash bytea not null,
	approved_by uuid,
	approved_at timestamptz not null default now(),
	counts jsonb not null default '{}',
	finished_at timestamptz,
	primary key (org_id, id),
	foreign key (org_id, approved_by) references members (org_id, id) on delete set null (approved_by)
);

alter table customers enable row level security;
alter table customers force row level security;
create policy maintenance on customers to hub_owner using (true) with check (true);
create policy members_of_the_organization on customers to hub_member using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert, update, delete on customers to hub_member;
create policy work_for_the_organization on customers to hub_worker using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert, update, delete on customers to hub_worker;
create policy the_customer_alone on customers for select to hub_customer using (org_id = (select scope_org()) and id = (select scope_customer()));
grant select (org_id, id, name, email, phone, preferences, preferences_updated_at, locale, portal_seen_at, created_at) on customers to hub_customer;
create policy gate on customers for select to hub_gate using (true);
grant select (org_id, id, portal_token_hash) on customers to hub_gate;

alter table customer_data_requests enable row level security;
alter table customer_data_requests force row level security;
create policy maintenance on customer_data_requests to hub_owner using (true) with check (true);
create policy members_of_the_organization on customer_data_requests to hub_member using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert, update, delete on customer_data_requests to hub_member;
create policy work_for_the_organization on customer_data_requests to hub_worker using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert, update, delete on customer_data_requests to hub_worker;
create policy the_customer_alone on customer_data_requests for select to hub_customer using (org_id = (select scope_org()) and customer_id = (select scope_customer()));
grant select (org_id, id, customer_id, status, requested_at, decided_at) on customer_data_requests to hub_customer;

alter table erasures enable row level security;
alter table erasures force row level security;
create policy maintenance on erasures to hub_owner using (true) with check (true);
create policy members_of_the_organization on erasures to hub_member using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert, update on erasures to hub_member;
create policy work_for_the_organization on erasures to hub_worker using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert, update on erasures to hub_worker;
