import type { Words } from '@puntual/domain/refusals/refusal';
import type { Problems } from '../problems.ts';
import { access } from './access.ts';
import { cases } from './cases.ts';
import { policies } from './policies.ts';
import { requests } from './requests.ts';
import { services } from './services.ts';

/** The words of every problem, in Spanish. */
export const spanish: Words<Problems> = { ...access, ...cases, ...policies, ...requests, ...services };
