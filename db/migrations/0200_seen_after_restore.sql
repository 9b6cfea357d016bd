-- D7: a mail, or a message from WhatsApp, that an erased customer sent after a backup is not in that backup, and would be read again
-- after it was restored. So each message says by which keyed hashes it was seen; an erasure hands them to the ledger.
alter table messages add column seen_hashes bytea[] not null default '{}';
comment on column messages.seen_hashes is 'As mail_seen and whatsapp_seen have them: of what brought this message, and of mails that only report on it or repeat it.';

alter table erasures add column seen_hashes bytea[] not null default '{}';
comment on column erasures.seen_hashes is 'Of all her messages, until they stand in the ledger.';
grant update (seen_hashes) on erasures to hub_worker;

comment on table mail_seen is 'Keyed hashes of the Message-IDs and contents of all mails that came in; kept when a customer is erased. A restore adds those of the ledger.';
comment on table whatsapp_seen is 'Keyed hashes of the ids of all messages that came from WhatsApp; kept when a customer is erased. A restore adds those of the ledger.';
