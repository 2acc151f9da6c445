import { checkSettings } from './check-settings.ts';
import { settingsSchema, type Settings } from './settings-schema.ts';

export type { Settings } from './settings-schema.ts';

/** Wrong settings: one line per problem, each with the name of its variable. */
export class SettingsError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`The settings cannot be used:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/**
 * Reads the settings from an environment; empty values count as unset. Throws a SettingsError with one line per
 * problem.
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const result = settingsSchema.safeParse(
    Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== '')),
  );
  if (!result.success)
    throw new SettingsError(result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  const problems = checkSettings(result.data);
  if (problems.length > 0) throw new SettingsError(problems);
  return result.data;
}
