import { useEffect, useState } from "preact/hooks";
import { useLanguage } from "../language/language";
import type { Freshness } from "./freshness";
import type { LocationStock } from "./locationStock";

const reportEveryMs = 30_000;

interface Props {
  stock: LocationStock;
  fresh: Freshness;
}

/**
 * What a screen reader is told: every change of the connection, and twice a minute how much has changed.
 * Single rows would talk without end.
 */
export function LiveSummary({ stock, fresh }: Props) {
  const { text, number } = useLanguage();
  const [words, setWords] = useState("");
  useEffect(() => setWords(text[fresh.line]), [fresh.line, text]);
  useEffect(() => {
    let reported = stock.changeCount;
    const timer = setInterval(() => {
      const news = stock.changeCount - reported;
      reported = stock.changeCount;
      if (news > 0) setWords(text.summary(number(stock.rows.size), number(news)));
    }, reportEveryMs);
    return () => clearInterval(timer);
  }, [stock, text]);
  return (
    <p class="visually-hidden" aria-live="polite">
      {words}
    </p>
  );
}
