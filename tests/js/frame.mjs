// What of the JSON-LD at some address has a type: frame.mjs ADDRESS TYPE; prints the IRIs as JSON.
import jsonld from "jsonld";

const [address, type] = process.argv.slice(2);
const answer = await fetch(address, { headers: { accept: "application/ld+json" } });
const framed = await jsonld.frame(await answer.json(), { "@type": type });
console.log(JSON.stringify((framed["@graph"] ?? [framed]).map((node) => node["@id"] ?? null)));
