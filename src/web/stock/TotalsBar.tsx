import { useLanguage } from "../language/language";
import type { Totals } from "./selection";

/** The sums over what is shown. */
export function TotalsBar({ totals, known }: { totals: Totals; known: boolean }) {
  const { text, number } = useLanguage();
  const figures = [
    [text.items, totals.items, ""],
    [text.onHand, totals.onHand, ""],
    [text.reserved, totals.reserved, ""],
    [text.available, totals.available, "total-main"],
    [text.noneAvailable, totals.none, ""],
  ] as const;
  return (
    <dl class="totals" aria-label={text.totals}>
      {figures.map(([name, value, className]) => (
        <div class={`total ${className}`} key={name}>
          <dt>{name}</dt>
          <dd>{known ? number(value) : "–"}</dd>
        </div>
      ))}
    </dl>
  );
}
