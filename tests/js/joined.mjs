// Join several sources with Comunica: joined.mjs RUNS QUERY SOURCE …; prints the rows of each run.
import { QueryEngine } from "@comunica/query-sparql";

const [runs, query, ...sources] = process.argv.slice(2);
const counts = [];
for (let run = 0; run < Number(runs); run += 1) {
  let count = 0;
  for await (const _ of await new QueryEngine().queryBindings(query, { sources })) count += 1;
  counts.push(count);
}
console.log(JSON.stringify(counts));
