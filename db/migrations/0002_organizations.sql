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
