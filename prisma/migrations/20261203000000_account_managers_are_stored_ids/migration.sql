-- An account manager whom the ERP named by e-mail was stored by the bare id of the user, which no other table knows:
-- not the walls of portfolios, not the rules of assignment, not the call sheet. They all know `user:<id>`.
UPDATE customer c
SET account_manager = 'user:' || c.account_manager
FROM membership m
WHERE m.organization_id = c.organization_id
  AND c.account_manager ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
  AND m.user_id::text = c.account_manager;
