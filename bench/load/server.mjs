// A server with the room API, over HTTP.

import http from "node:http";
import { readFileSync } from "node:fs";

/** Requests in flight at once. */
export const WIDTH = 32;

/** Of the kernel's clock, in a second. */
const TICKS = 100;

export class Server {
  #agent = new http.Agent({ keepAlive: true, maxSockets: WIDTH });

  #bases;
  #pids;
  #turn = 0;

  /** Its nodes, which are asked in turn; `pids` are processes whose time and memory are of
   * interest, none or some. */
  constructor(bases, pids) {
    this.#bases = bases;
    this.#pids = pids;
  }

  /** The address of the node whose turn it is. */
  get base() {
    return this.#bases[this.#turn++ % this.#bases.length];
  }

  get isKnown() {
    return this.#pids.length > 0;
  }

  create = (maxUsers) => this.#ask("POST", "/rooms", { displayName: "Host", maxUsers });

  join = (code, number) =>
    this.#ask("POST", `/rooms/${code}/join`, { displayName: `Player ${number}` });

  look = (code) => this.#ask("GET", `/rooms/${code}`);

  rejoin = (code, token) =>
    this.#ask("POST", `/rooms/${code}/rejoin`, undefined, { authorization: `Bearer ${token}` });

  /** Its resident memory in KB; 0 where its processes are not known. */
  get memory() {
    return this.#pids.reduce((sum, pid) => sum + memoryOf(pid), 0);
  }

  /** Seconds of the processor's time that it has had; 0 where its processes are not known. */
  get cpu() {
    return this.#pids.reduce((sum, pid) => sum + cpuOf(pid), 0);
  }

  async #ask(method, path, body, headers = {}) {
    const { status, text } = await this.#sent(method, path, body, headers);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
    return JSON.parse(text);
  }

  #sent(method, path, body, headers) {
    const data = body === undefined ? undefined : JSON.stringify(body);
    const described = data && {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(data),
    };
    const { hostname: host, port } = this.base;
    const options = { host, port, method, path, agent: this.#agent };
    return new Promise((resolve, reject) => {
      const request = http.request({ ...options, headers: { ...described, ...headers } });
      request.on("response", (answer) => {
        let text = "";
        answer.setEncoding("utf8");
        answer.on("data", (part) => (text += part));
        answer.on("end", () => resolve({ status: answer.statusCode, text }));
      });
      request.on("error", reject);
      request.end(data);
    });
  }
}

function memoryOf(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]);
}

function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}
