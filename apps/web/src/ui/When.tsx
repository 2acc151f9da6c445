import { useFormats } from './use-formats.ts';

/**
 * An instant as date and time. `relative` adds its distance from the platform's time: `to-now` in the past or the
 * future, `ahead` for a planned instant, which reads "due now" once it has passed.
 */
export function When({ at, relative }: { at: string; relative?: 'to-now' | 'ahead' }) {
  const { instant, distance, distanceAhead } = useFormats();
  return (
    <time dateTime={at}>
      {instant(at)}
      {relative && ` · ${relative === 'ahead' ? distanceAhead(at) : distance(at)}`}
    </time>
  );
}

/** A calendar day (`YYYY-MM-DD`) in the reader's language. */
export function Day({ on }: { on: string }) {
  const { date } = useFormats();
  return <time dateTime={on}>{date(on)}</time>;
}
