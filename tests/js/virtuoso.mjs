// Ask as a client of Virtuoso does: virtuoso.mjs ENDPOINT FORMAT QUERY, FORMAT may be empty.
import virtuoso from "virtuoso-sparql-client";

const [endpoint, format, query] = process.argv.slice(2);
const client = new virtuoso.Client(endpoint);
if (format) client.setDefaultFormat(format);
try {
  console.log(JSON.stringify(await client.query(query)));
} catch (reason) {
  console.error(JSON.stringify(reason));
  process.exit(1);
}
