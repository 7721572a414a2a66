import "maplibre-gl/dist/maplibre-gl.css";
import "./style/base.css";
import "./style/layout.css";
import "./style/lists.css";
import "./style/map.css";
import { render } from "preact";
import { startPolling } from "./state/poll.ts";
import { followTitle } from "./state/title.ts";
import { LANGUAGE } from "./text/text.ts";
import { App } from "./view/app.tsx";

const root = document.getElementById("app");
if (root === null) throw new Error("index.html has no element with the id app");
document.documentElement.lang = LANGUAGE;
render(<App />, root);
followTitle();
startPolling();
