-- One business is one organization is one tenant (SPEC, Words).
create table organizations (
	id uuid primary key default gen_random_uuid(),
	name text not null constraint "a name has 1 to 120 characters" check (char_length(name) between 1 and 120),
	industry text not null default 'other' constraint "a known industry"
		check (industry in ('salon', 'makeup', 'photographer', 'cleaning', 'fitness', 'trades', 'other')),
	currency text not null default 'EUR' constraint "an ISO 4217 code" check (currency ~ '^[A-Z]{3}$'),
	locale text not null default 'en' constraint "a language tag" check (char_length(locale) between 2 and 35),
	time_zone text not null default 'UTC' check (char_length(time_zone) between 1 and 64),
	case_prefix text not null default 'CH' constraint "two to four capital letters" check (case_prefix ~ '^[A-Z]{2,4}$'),
	last_case_number integer not null default 0,
	last_quote_number integer not null default 0,
	brand_color text not null default '#3b5bdb' constraint "a colour such as #3b5bdb" check (brand_color ~ '^#[0-9a-f]{6}$'),
	logo_key text,
	contact_email text check (char_length(contact_email) <= 254),
	contact_phone text check (char_length(contact_phone) <= 40),
	portal_enabled boolean not null default true,
	inbound_address text not null unique check (char_length(inbound_address) <= 254),
	created_at timestamptz not null default now()
);
comment on column organizations.portal_enabled is 'S21: off means that every /c/<token> of the organization answers 404.';
comment on column organizations.last_case_number is 'W2: the highest case number given out; never goes back.';
comment on column organizations.inbound_address is 'Made by the instance, not chosen: its uniqueness tells nobody anything.';

-- A person who signs in; may be a member of many organizations (W10).
create table people (
	id uuid primary key default gen_random_uuid(),
	email text not null check (char_length(email) between 3 and 254),
	email_normalized text not null unique,
	name text not null check (char_length(name) between 1 and 120),
	password_hash text,
	password_changed_at timestamptz not null default now(),
	created_at timestamptz not null default now()
);
comment on column people.password_hash is 'argon2id; null: never set. Read by the gate alone.';

create table members (
	org_id uuid not null references organizations on delete cascade,
	id uuid not null default gen_random_uuid(),
	person_id uuid not null references people on delete cascade,
	role text not null constraint "a known role" check (role in ('owner', 'admin', 'manager', 'agent', 'viewer')),
	created_at timestamptz not null default now(),
	primary key (org_id, id),
	unique (org_id, person_id)
);
create index members_by_person on members (person_id);

create table invitations (
	org_id uuid not null references organizations on delete cascade,
	id uuid not null default gen_random_uuid(),
	email text not null check (char_length(email) between 3 and 254),
	role text not null check (role in ('owner', 'admin', 'manager', 'agent', 'viewer')),
	token_hash bytea not null unique,
	invited_by uuid,
	created_at timestamptz not null default now(),
	expires_at timestamptz not null,
	primary key (org_id, id),
	foreign key (org_id, invited_by) references members (org_id, id) on delete set null (invited_by)
);

-- Sessions live in the database so that they can be ended from anywhere. Only the gate reads them.
create table sessions (
	token_hash bytea primary key,
	person_id uuid not null references people on delete cascade,
	org_id uuid references organizations on delete set null,
	created_at timestamptz not null default now(),
	last_seen_at timestamptz not null default now(),
	expires_at timestamptz not null,
	user_agent text check (char_length(user_agent) <= 300)
);
create index sessions_by_person on sessions (person_id);

-- One-time links: a new password, the first owner's set-up. Single use: the row goes when it is used.
create table one_time_links (
	token_hash bytea primary key,
	purpose text not null check (purpose in ('password', 'setup')),
	person_id uuid references people on delete cascade,
	created_at timestamptz not null default now(),
	expires_at timestamptz not null,
	constraint "a new password belongs to somebody" check (purpose <> 'password' or person_id is not null)
);
create index one_time_links_by_person on one_time_links (person_id);

-- Attempts within a window, for limits that hold across processes. A key is a keyed hash: no address in clear.
create table attempts (
	key bytea primary key,
	count integer not null,
	until timestamptz not null
);
create index attempts_over on attempts (until);

-- Who may see what. Maintenance is the operator's own login; no process that answers requests can become hub_owner.

alter table organizations enable row level security;
alter table organizations force row level security;
create policy maintenance on organizations to hub_owner using (true) with check (true);
create policy members_of_the_organization on organizations to hub_member using (id = (select scope_org())) with check (id = (select scope_org()));
grant select on organizations to hub_member;
create policy work_for_the_organization on organizations to hub_worker using (id = (select scope_org())) with check (id = (select scope_org()));
grant select on organizations to hub_worker;
create policy the_customer_alone on organizations for select to hub_customer using (id = (select scope_org()) and (select scope_customer()) is not null);
grant select (id, name, industry, currency, locale, time_zone, case_prefix, brand_color, logo_key, contact_email, contact_phone, portal_enabled) on organizations to hub_customer;
grant update (name, industry, currency, locale, time_zone, case_prefix, last_case_number, last_quote_number, brand_color, logo_key, contact_email, contact_phone, portal_enabled) on organizations to hub_member, hub_worker;
create policy gate on organizations to hub_gate using (true) with check (true);
grant select, insert on organizations to hub_gate;

alter table people enable row level security;
alter table people force row level security;
create policy maintenance on people to hub_owner using (true) with check (true);
create policy gate on people to hub_gate using (true) with check (true);
grant select, insert, update, delete on people to hub_gate;
create policy colleagues on people for select to hub_member
	using (exists (select from members where members.person_id = people.id and members.org_id = (select scope_org())));
grant select (id, email, name, created_at) on people to hub_member;

alter table members enable row level security;
alter table members force row level security;
create policy maintenance on members to hub_owner using (true) with check (true);
create policy members_of_the_organization on members to hub_member using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert, delete on members to hub_member;
create policy work_for_the_organization on members to hub_worker using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select on members to hub_worker;
grant update (role) on members to hub_member;
create policy gate on members to hub_gate using (true) with check (true);
grant select, insert, update, delete on members to hub_gate;

alter table invitations enable row level security;
alter table invitations force row level security;
create policy maintenance on invitations to hub_owner using (true) with check (true);
create policy members_of_the_organization on invitations to hub_member using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert, delete on invitations to hub_member;
create policy gate on invitations to hub_gate using (true) with check (true);
grant select, insert, update, delete on invitations to hub_gate;

alter table sessions enable row level security;
alter table sessions force row level security;
create policy maintenance on sessions to hub_owner using (true) with check (true);
create policy gate on sessions to hub_gate using (true) with check (true);
grant select, insert, update, delete on sessions to hub_gate;

alter table one_time_links enable row level security;
alter table one_time_links force row level security;
create policy maintenance on one_time_links to hub_owner using (true) with check (true);
create policy gate on one_time_links to hub_gate using (true) with check (true);
grant select, insert, update, delete on one_time_links to hub_gate;

alter table attempts enable row level security;
alter table attempts force row level security;
create policy maintenance on attempts to hub_owner using (true) with check (true);
create policy gate on attempts to hub_gate using (true) with check (true);
grant select, insert, update, delete on attempts to hub_gate;
