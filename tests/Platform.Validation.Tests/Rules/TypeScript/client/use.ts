// What the rules let in compiles; what they refuse does not, where a type can say it.
import type { Leaf, Node, Order, Ring } from "./module";

const leaf: Leaf = { name: "a" };
const least: Order = { "odd-name": "x", leaf, leaves: [leaf], counts: { a: 1 }, kind: "one", size: 1, class: "c" };
const whole: Order = { ...least, colour: "red", note: null, flag: true, maybe: null, exact: "b" };
const ring: Ring = { name: "r", radius: 2, hole: 1 };
const node: Node = { value: 1, next: [null, { value: 2, next: [] }] };
export const all = [least, whole, ring, node];

// @ts-expect-error what is needed is missing
export const missing: Order = { leaf, leaves: [], counts: {}, kind: "one", size: 1, class: "c" };
// @ts-expect-error null where a value is promised
export const absent: Leaf = { name: null };
// @ts-expect-error none of the literals
export const colour: Order["colour"] = "blue";
// @ts-expect-error none of the numbers
export const size: Order["size"] = 3;
// @ts-expect-error only what both lists name
export const exact: Order["exact"] = "a";
// @ts-expect-error a text is no number
export const count: Order["counts"] = { a: "1" };
// @ts-expect-error null among items that promise a value
export const items: Order["leaves"] = [null];
// @ts-expect-error null, which the rule does not let in
export const kind: Order["kind"] = null;
// @ts-expect-error what is inherited is needed as well
export const round: Ring = { hole: 1 };
