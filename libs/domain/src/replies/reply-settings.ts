import { z } from 'zod';
import { LANGUAGES } from '../language/languages.ts';

/** Most canned answers of an organization, and most characters of one. */
const MOST_CANNED = 100;
export const MOST_ANSWER_TEXT = 10_000;

/** The organization's settings of replies; what is left out has its default. Days are the customer's open days. */
export const replySettingsSchema = z.strictObject({
  /** Days for which a reply pauses the chasing of its customer, when nobody answers it before. */
  pauseDays: z.int().min(1).max(30).default(5),
  /** Days within which a person should answer. */
  answerDays: z.int().min(1).max(30).default(1),
  /** Answers to choose from, by a key that each has once in a language. */
  canned: z
    .array(
      z.strictObject({
        key: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/),
        language: z.enum(LANGUAGES),
        text: z.string().trim().min(1).max(MOST_ANSWER_TEXT),
      }),
    )
    .max(MOST_CANNED)
    .refine(
      (canned) => new Set(canned.map(({ key, language }) => `${language} ${key}`)).size === canned.length,
      'a key stands once in a language',
    )
    .default([]),
});
export type ReplySettings = z.infer<typeof replySettingsSchema>;

/** The settings of an organization that chose none. */
export const defaultReplySettings: ReplySettings = replySettingsSchema.parse({});
