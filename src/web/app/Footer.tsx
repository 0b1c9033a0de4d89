import { useLanguage } from "../language/language";

/** What is real and what is made up, and whose data it is. */
export function Footer() {
  const { text } = useLanguage();
  return (
    <footer class="footer">
      <p>{text.provenance}</p>
      <p>{text.sources}</p>
    </footer>
  );
}
