-- The fingerprint of a portal is now of the very page that is shown (src/hub/portal/version.ts), so that a page knows its own.
drop function portal_version();
