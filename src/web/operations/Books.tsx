import { useLanguage } from "../language/language";
import type { Balance } from "./answers";

const facts = ["items", "received", "goneOut", "onHand", "reserved", "holds"] as const;

/** The sums over all items, and what does not agree. */
export function Books({ books }: { books: Balance }) {
  const { text, number } = useLanguage();
  return (
    <>
      <p class={books.balanced ? "line line-live" : "line line-disconnected"}>{books.balanced ? text.balanced : text.notBalanced}</p>
      <dl class="facts">
        {facts.map((fact) => (
          <div class="fact" key={fact}>
            <dt>{text.booksFacts[fact]}</dt>
            <dd>{number(books[fact])}</dd>
          </div>
        ))}
      </dl>
      {books.mismatches.length > 0 && <ul class="card-list">{books.mismatches.map(({ what, detail }) => <li key={what + detail}>{what}: {detail}</li>)}</ul>}
    </>
  );
}
