import { render } from "preact";
import { App } from "./app/App";
import "./styles/theme.css";
import "./styles/layout.css";
import "./styles/controls.css";
import "./styles/picker.css";
import "./styles/table.css";
import "./styles/table-narrow.css";
import "./styles/marks.css";
import "./styles/work.css";
import "./styles/pages.css";
import "./styles/shop.css";

const root = document.getElementById("app");
if (root) render(<App />, root);
