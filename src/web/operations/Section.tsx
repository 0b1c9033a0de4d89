import type { ComponentChildren } from "preact";
import { useNow } from "../app/useNow";
import type { Asked } from "../http/useAsked";
import { useLanguage } from "../language/language";

interface Props<T> {
  title: string;
  asked: Asked<T>;
  children: (value: T) => ComponentChildren;
}

/** One question and its answer, with the age of the answer while there is no newer one. */
export function Section<T>({ title, asked, children }: Props<T>) {
  const { text, age } = useLanguage();
  const nowMs = useNow();
  const { value, problem, atMs } = asked;
  return (
    <section class="card" aria-busy={value === undefined && !problem}>
      <h2>{title}</h2>
      {problem && <p class="card-problem" role="status">{problem.status === 401 || problem.status === 403
        ? text.signInNeeded
        : `${text.notAnswered(problem.detail || problem.code)}${atMs === undefined ? "" : ` ${text.staleNow(age(nowMs - atMs))}`}`}</p>}
      {value === undefined ? !problem && <p class="card-quiet">{text.asking}</p> : children(value)}
    </section>
  );
}
