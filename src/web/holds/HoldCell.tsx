import { useNow } from "../app/useNow";
import { useLanguage } from "../language/language";
import type { Hold, Holds } from "./holds";

interface Props {
  sku: string;
  hold: Hold | undefined;
  holds: Holds;
}

/** Holds one unit of an item for a minute, counts the minute down, and lets go of it earlier. */
export function HoldCell({ sku, hold, holds }: Props) {
  const { text } = useLanguage();
  if (!hold) {
    return (
      <button type="button" class="row-button" aria-label={text.holdLabel(sku)} onClick={() => void holds.hold(sku)}>
        {text.hold}
      </button>
    );
  }
  switch (hold.state) {
    case "sending": return <span class="hold-state">{text.holding}</span>;
    case "released": return <span class="hold-state">{text.released}</span>;
    case "expired": return <span class="hold-state">{text.expired}</span>;
    default: return <Held sku={sku} hold={hold} holds={holds} />;
  }
}

function Held({ sku, hold, holds }: Props & { hold: Hold }) {
  const { text } = useLanguage();
  const nowMs = useNow();
  const seconds = Math.max(0, Math.ceil((hold.expiresAtMs - nowMs) / 1000));
  return (
    <span class="held">
      <span class="hold-state">{text.seconds(seconds)}</span>
      <button type="button" class="row-button row-button-held" aria-label={text.releaseLabel(sku)}
        disabled={hold.state === "releasing"} onClick={() => void holds.release(sku)}>
        {text.release}
      </button>
    </span>
  );
}
