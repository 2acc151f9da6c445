import { useFormats } from './use-formats.ts';

/** An instant as date and time, with its distance from the platform's now behind it: `ahead` for what is still to come. */
export function When({ at, relative }: { at: string; relative?: 'to-now' | 'ahead' }) {
  const { instant, distance, distanceAhead } = useFormats();
  return (
    <time dateTime={at}>
      {instant(at)}
      {relative && ` · ${relative === 'ahead' ? distanceAhead(at) : distance(at)}`}
    </time>
  );
}

/** A calendar day. */
export function Day({ on }: { on: string }) {
  const { date } = useFormats();
  return <time dateTime={on}>{date(on)}</time>;
}
