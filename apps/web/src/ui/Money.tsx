import { useFormats } from './use-formats.ts';

/** An amount of the API (a decimal string) in tabular figures, never broken over two lines. */
export function Money({ amount, currency }: { amount: string; currency: string }) {
  const { money } = useFormats();
  return <span className="figures">{money(amount, currency)}</span>;
}
