// Reads an AsyncAPI document from standard input and says what its official parser thinks of it:
// one JSON list of [severity, code, message, path]. Severity 0 is an error, 1 a warning.
import { readFileSync } from "node:fs";
import { Parser } from "@asyncapi/parser";

const { diagnostics } = await new Parser().parse(readFileSync(0, "utf8"));
const told = diagnostics.map(({ severity, code, message, path }) => [severity, code, message, path.join("/")]);
process.stdout.write(JSON.stringify(told));
