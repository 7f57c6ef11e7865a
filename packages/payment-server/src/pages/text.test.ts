import { expect, test } from "vitest";
import { fill, text } from "./text.ts";

test("a text is escaped for elements and for attributes, and the ampersand only once", () => {
  expect(text(`<b class="x" id='y'>&amp;</b>`)).toBe(
    "&lt;b class=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;&lt;/b&gt;",
  );
});

test("a value is escaped and isolated wherever its name stands", () => {
  expect(fill("{name} & {name}", "name", "<Ada>")).toBe(
    "<bdi>&lt;Ada&gt;</bdi> &amp; <bdi>&lt;Ada&gt;</bdi>",
  );
});

test("a value is inserted as it is, also with the signs of a replacement", () => {
  expect(fill("to {name}", "name", "$& $1 $$")).toBe("to <bdi>$&amp; $1 $$</bdi>");
  expect(fill("to {other}", "name", "Ada")).toBe("to {other}");
});
