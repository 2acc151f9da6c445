import { isServiceTemplate, type Template } from '@puntual/domain/policy/vocabulary';
import { MAX_MAIL_ROWS, noticeCopy, type NoticeCopy } from './notice-copy.ts';
import type { NoticeProps } from './notice-props.ts';
import { serviceCopy } from './service-copy.ts';

/** Composes the texts of any message, as `noticeCopy` and `serviceCopy` do. `maxRows` limits each table. */
export function messageCopy(template: Template, props: NoticeProps, maxRows: number = MAX_MAIL_ROWS): NoticeCopy {
  return isServiceTemplate(template) ? serviceCopy(template, props, maxRows) : noticeCopy(template, props, maxRows);
}
