// Ask a query with Comunica: comunica.mjs TYPE ADDRESS QUERY; prints the rows as JSON.
import { QueryEngine } from "@comunica/query-sparql";

const [type, value, query] = process.argv.slice(2);
const rows = [];
const stream = await new QueryEngine().queryBindings(query, {
  sources: [{ type, value }],
  unionDefaultGraph: type === "file", // it takes N-Quads, where each layer is in its graph
});
for await (const row of stream) {
  rows.push(Object.fromEntries([...row].map(([name, term]) => [name.value, term.value])));
}
console.log(JSON.stringify(rows));
