import { useNow } from "../app/useNow";
import { useLanguage } from "../language/language";
import type { Hold, Holds } from "./holds";

interface Props {
  sku: string;
  hold: Hold | undefined;
  holds: Holds;
}

/**
 * Holds one unit of an item for a minute, counts the minute down, and lets go of it earlier. It is one button through
 * all states, and never a disabled one, so that the keyboard's focus stays where it is.
 */
export function HoldCell({ sku, hold, holds }: Props) {
  const { text } = useLanguage();
  const press = () => void (hold ? holds.release(sku) : holds.hold(sku));
  const { words, label, busy } = face();
  return (
    <span class="hold">
      {hold?.state === "held" && <Countdown untilMs={hold.expiresAtMs} />}
      <button type="button" class={hold?.state === "held" ? "row-button row-button-held" : "row-button"}
        aria-label={label} aria-disabled={busy} onClick={press}>
        {words}
      </button>
    </span>
  );

  function face(): { words: string; label: string; busy: boolean } {
    switch (hold?.state) {
      case undefined: return { words: text.hold, label: text.holdLabel(sku), busy: false };
      case "held": return { words: text.release, label: text.releaseLabel(sku), busy: false };
      case "sending": return { words: text.holding, label: text.holding, busy: true };
      case "releasing": return { words: text.release, label: text.releaseLabel(sku), busy: true };
      case "released": return { words: text.released, label: text.released, busy: true };
      case "expired": return { words: text.expired, label: text.expired, busy: true };
    }
  }
}

function Countdown({ untilMs }: { untilMs: number }) {
  const { text } = useLanguage();
  const nowMs = useNow();
  return <span class="hold-time">{text.seconds(Math.max(0, Math.ceil((untilMs - nowMs) / 1000)))}</span>;
}
