import { useLanguage } from "../language/language";
import type { Freshness } from "./freshness";
import type { LocationStock } from "./locationStock";

interface Props {
  stock: LocationStock;
  fresh: Freshness;
  nowMs: number;
  /** How many changes a pause keeps back; nothing when the screen is not paused. */
  notShown: number | undefined;
}

/** Says in words that the table is not the present state, why, and what happens next. */
export function StaleBanner({ stock, fresh, nowMs, notShown }: Props) {
  const { text, age, number } = useLanguage();
  const { watchState } = stock;
  if (fresh.current) {
    if (notShown === undefined) return null;
    return <p class="notice">{text.paused(number(notShown), notShown === 1)}</p>;
  }
  const waiting = watchState.kind === "waiting" ? watchState : undefined;
  return (
    <div class="notice notice-stale">
      <p>
        <strong>{fresh.ageMs === undefined ? text.noFigures : text.staleNow(age(fresh.ageMs))}</strong>{" "}
        {refusalWords()} {whatNext()}
      </p>
      {waiting && (
        <button type="button" class="button" onClick={stock.retryNow}>
          {text.retryNow}
        </button>
      )}
    </div>
  );

  function refusalWords(): string {
    const refusal = waiting?.refusal;
    if (!refusal) return "";
    return refusal.kind === "other" ? text.refusals.other(refusal.detail) : text.refusals[refusal.kind];
  }

  function whatNext(): string {
    if (waiting) return text.retryIn(text.seconds(Math.max(1, Math.ceil((waiting.retryAtMs - nowMs) / 1000))));
    return fresh.line === "quiet" ? text.waitingForAnswer : text.retrying;
  }
}
