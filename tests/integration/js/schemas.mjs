// The schemas of a server's two documents, as types want them: each under one name, and each with
// a name of its own that is worth one.

/** Every schema of both documents by its name. */
export function schemasOf(asyncapi, openapi) {
  const http = openapi.components.schemas;
  Object.assign(http.Problem.properties.code, problemCode(openapi));
  return withInner(inBoth(asyncapi.components.schemas, http));
}

/** The schemas of both documents; some are in both. */
function inBoth(sockets, http) {
  for (const name of Object.keys(sockets).filter((name) => name in http)) {
    const [one, other] = [sockets, http].map((schemas) => Object.keys(schemas[name].properties));
    if (String(one) !== String(other)) throw new Error(`Sockets and HTTP each have a ${name}`);
  }
  return { ...sockets, ...http, ...sockets };
}

/** Every code of a problem that some answer may be. */
function problemCode({ paths }) {
  const asked = Object.values(paths).flatMap((path) => Object.values(path));
  const answers = asked.flatMap(({ responses }) => Object.values(responses));
  const problems = answers.flatMap(
    ({ content }) => content["application/problem+json"]?.schema.allOf ?? [],
  );
  const codes = problems.flatMap(({ properties }) => properties?.code?.enum ?? []);
  return { title: "ProblemCode", enum: [...new Set(codes)] };
}

/** The schemas, and beside them those of their fields that have a title of their own. */
function withInner(schemas) {
  const inner = {};
  for (const { properties = {} } of Object.values(schemas)) {
    for (const [field, schema] of Object.entries(properties).filter(([, { title }]) => title)) {
      inner[schema.title] = schema;
      properties[field] = { $ref: `#/components/schemas/${schema.title}` };
    }
  }
  return { ...schemas, ...inner };
}
