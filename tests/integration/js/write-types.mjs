// Reads {"asyncapi": ..., "openapi": ...}, the two documents of a server, from standard input, and
// writes TypeScript types of everything in them to standard output: the events of both directions
// as socket.io-client takes them, every payload and every body. The maps of events are schemas as
// well, made here; json-schema-to-typescript does the rest.
import { readFileSync } from "node:fs";
import { compile } from "json-schema-to-typescript";
import { schemasOf } from "./schemas.mjs";

const HEAD = `// What goes over a socket of Greenroom, for socket.io-client, and what goes over HTTP. Made from
// its AsyncAPI and OpenAPI documents by \`make types\`: not to be edited.
import type { Socket } from "socket.io-client";
`;

const SOCKET = `/**
 * A client's socket: \`const socket: RoomSocket = io("/rooms", { auth: { token } })\`. It sends a
 * command with a callback for the answer, or without one; as a plain
 * \`Socket<ServerToClientEvents, ClientToServerEvents>\` its \`emit\` insists on the callback.
 */
export interface RoomSocket extends Socket<ServerToClientEvents, ClientToServerEvents> {
  emit<Command extends keyof ClientToServerEvents>(
    command: Command,
    ...args:
      | Parameters<ClientToServerEvents[Command]>
      | Unasked<Parameters<ClientToServerEvents[Command]>>
  ): this;
}

type Unasked<Args> = Args extends [...infer Payload, ack: unknown] ? Payload : never;

/**
 * What \`connect_error\` brings. With \`data\`, the server has refused the socket, which then stays
 * away; without, there was no connection, and the client goes on trying by itself.
 */
export interface EntryError extends Error {
  data?: EntryFault;
}
`;

const LOOKS = {
  additionalProperties: false, // nobody may count on fields that no schema names
  bannerComment: "",
  declareExternallyReferenced: false,
  style: { bracketSpacing: true, printWidth: 100 },
};

const { asyncapi, openapi } = JSON.parse(readFileSync(0, "utf8"));
const { components, operations } = asyncapi;
const schemas = schemasOf(asyncapi, openapi);
const sent = messagesOf("send");
const received = messagesOf("receive").filter(({ name }) => name !== "connect");

const written = await Promise.all([...maps(), ...Object.values(schemas)].map(typeOf));
const parts = [HEAD, ...written.slice(0, 3), SOCKET, ...written.slice(3)];
process.stdout.write(parts.map(wrapped).join("\n"));

function maps() {
  return [
    mapOf(sent, "ServerToClientEvents", "What the server says: `socket.on(event, listener)`."),
    mapOf(
      received,
      "ClientToServerEvents",
      "What the server is told: `socket.emit(command, ...)`.",
      ["ack: (answer: Acknowledgement) => void"],
    ),
    { title: "Acknowledgement", description: "How a command is answered.", tsType: answers() },
  ];
}

/** An interface with a function for each of these messages, as socket.io-client wants it. */
function mapOf(messages, title, description, more = []) {
  const properties = messages.map(({ name, description, payload }) => {
    const args = [...(payload ? [`payload: ${nameIn(payload)}`] : []), ...more];
    return [name, { description, tsType: `(${args.join(", ")}) => void` }];
  });
  const required = messages.map(({ name }) => name);
  return {
    title,
    description,
    type: "object",
    required,
    properties: Object.fromEntries(properties),
  };
}

/** Either answer to a command; it is the same for all. */
function answers() {
  const [all, ...others] = new Set(received.map(({ reply }) => reply.join(" | ")));
  if (others.length) throw new Error(`Commands are answered differently: ${all}, but ${others}`);
  return all;
}

function messagesOf(action) {
  const chosen = Object.values(operations).filter((operation) => operation.action === action);
  return chosen.map(({ messages, reply }) => ({
    ...messageAt(messages[0]),
    reply: reply?.messages.map((each) => nameIn(messageAt(each).payload)),
  }));
}

function messageAt(reference) {
  return components.messages[nameIn(reference)];
}

function nameIn({ $ref }) {
  return $ref.split("/").at(-1);
}

function typeOf(schema) {
  return compile({ ...schema, components: { schemas } }, schema.title, LOOKS);
}

/** The text with its comments in lines of at most 100 characters. */
function wrapped(text) {
  return (
    text.trim().replace(/^( *\* )(.+)$/gm, (_, start, line) => {
      const words = new RegExp(`(.{1,${100 - start.length}})(?: |$)`, "g");
      return line.replace(words, `${start}$1\n`).trimEnd();
    }) + "\n"
  );
}
