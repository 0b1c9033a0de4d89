import type { ComponentChildren } from "preact";
import { useLanguage } from "../language/language";
import type { Freshness } from "./freshness";
import type { LocationStock } from "./locationStock";

interface Props {
  stock: LocationStock;
  fresh: Freshness;
  nowMs: number;
  paused: boolean;
  onPause(): void;
}

/** Whether the screen is live, how fresh it is and how much is going on. */
export function LiveStatus({ stock, fresh, nowMs, paused, onPause }: Props) {
  const { text, rate, time, age } = useLanguage();
  const { ageMs } = fresh;
  const ageWords = ageMs === undefined ? "–" : ageMs < 2000 ? text.now : age(ageMs);
  return (
    <div class="status-strip">
      <dl class="facts">
        <Fact name={text.connection}>
          <span class={`line line-${fresh.line}`}>{text[fresh.line]}</span>
        </Fact>
        <Fact name={text.ageOfData} wide>{ageWords}</Fact>
        <Fact name={text.changesPerSecond}>{fresh.current ? rate(stock.changesPerSecond(nowMs)) : "–"}</Fact>
        <Fact name={text.lastChange} wide>{stock.changedAtMs ? time(stock.changedAtMs, nowMs) : text.none}</Fact>
      </dl>
      <button type="button" class="button" aria-pressed={paused} onClick={onPause}>
        {paused ? text.resume : text.pause}
      </button>
    </div>
  );
}

function Fact({ name, wide, children }: { name: string; wide?: boolean; children: ComponentChildren }) {
  return (
    <div class={wide ? "fact fact-wide" : "fact"}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
