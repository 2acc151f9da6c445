-- Reference rates of interest that an organization has read itself, by law: rows of dates with their sources (libs/domain, own-rates). Who entered which stands in the audit history.
ALTER TABLE "organization_setting" ADD COLUMN "reference_rates" JSONB NOT NULL DEFAULT '{}';
